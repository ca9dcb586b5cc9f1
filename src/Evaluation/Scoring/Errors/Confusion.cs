namespace DetectionSdk.Evaluation;

/// <summary>An object and what it was taken for; one of the two may be missing.</summary>
/// <param name="ImageIndex">Index of the image.</param>
/// <param name="Annotation">The object; null where nothing is.</param>
/// <param name="Detection">The detection; null where nothing was found.</param>
/// <param name="Overlap">The IoU of both; 0 where one is missing.</param>
public sealed record Confusion(int ImageIndex, Annotation? Annotation, ScoredBox? Detection, double Overlap);
