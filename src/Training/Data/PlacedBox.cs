using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>An annotated object of a batch.</summary>
/// <param name="Image">Index of the image in the batch.</param>
/// <param name="ClassId">Class of the detector that learns.</param>
/// <param name="Box">In pixels of the clean image.</param>
internal readonly record struct PlacedBox(int Image, int ClassId, Rect2d Box);
