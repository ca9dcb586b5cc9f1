using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// A line whose crossings are counted: forward from its left to its right, as seen by somebody who walks from
/// <paramref name="From"/> to <paramref name="To"/>; else backward. An object is where it stands, at the middle of the
/// lower edge of its box, and has crossed when it is past the line by a tenth of its height.
/// </summary>
/// <param name="Name">Names it in events; no two places of a camera are called the same.</param>
/// <param name="From">Its beginning, in pixels of the picture.</param>
/// <param name="To">Its end.</param>
public sealed record CountingLine(string Name, Point2d From, Point2d To);
