using OpenCvSharp;

namespace DetectionSdk;

/// <summary>A part of an image that is enlarged by itself.</summary>
/// <param name="Pixels">8-bit BGR, a view into the image; only read, and valid during the call that got it.</param>
/// <param name="Place">Where it lies in the image, in input pixels.</param>
public sealed record ImageTile(Mat Pixels, Rect Place);
