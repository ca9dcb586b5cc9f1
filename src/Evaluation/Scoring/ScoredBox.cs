using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>One detection to be scored against an <see cref="AnnotatedDataSet"/>.</summary>
/// <param name="ImageIndex">Index into <see cref="AnnotatedDataSet.Images"/>.</param>
/// <param name="ClassId">Index into <see cref="AnnotatedDataSet.ClassNames"/>.</param>
/// <param name="Box">The box in pixels of the image.</param>
/// <param name="Score">Confidence; any finite number, higher is surer. Equal scores keep the order of the list.</param>
public readonly record struct ScoredBox(int ImageIndex, int ClassId, Rect2d Box, double Score);
