using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>An object of a batch, annotated or found by a detector.</summary>
/// <param name="Image">Index of the image in the batch.</param>
/// <param name="ClassId">Class of the detector that learns.</param>
/// <param name="Box">In pixels of the clean image.</param>
/// <param name="Score">The detector's score in (0, 1]; null where the object was annotated.</param>
internal readonly record struct PlacedBox(int Image, int ClassId, Rect2d Box, float? Score = null);
