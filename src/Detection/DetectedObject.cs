using OpenCvSharp;

namespace DetectionSdk;

/// <summary>One object found in an image.</summary>
/// <param name="Box">
/// The box in pixels of the caller's image, clipped to it. X and Y are the left and top edges; pixel (0, 0) covers [0,
/// 1).
/// </param>
/// <param name="ClassId">Zero-based class index of the model.</param>
/// <param name="Label">The model's name for the class.</param>
/// <param name="Score">Confidence in [0, 1].</param>
public readonly record struct DetectedObject(Rect2d Box, int ClassId, string Label, float Score);
