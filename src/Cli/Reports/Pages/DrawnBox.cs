using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>A box over a picture.</summary>
/// <param name="Kind">
/// <c>found</c> and <c>false</c> for detections, right and wrong; <c>missed</c> for objects; <c>object</c> for ones
/// that are always shown.
/// </param>
/// <param name="Box">Where, in pixels of the picture.</param>
/// <param name="Score">
/// The detection's score, or for an object that of the detection that found it, -1 without one: it is missed where the
/// least score is above.
/// </param>
/// <param name="Label">What it says when pointed at.</param>
internal sealed record DrawnBox(string Kind, Rect2d Box, double Score, string Label);
