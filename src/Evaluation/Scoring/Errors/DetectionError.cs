namespace DetectionSdk.Evaluation;

/// <summary>One error of a detector.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="ImageIndex">Index of the image.</param>
/// <param name="Detection">The wrong detection; null for an object that was missed.</param>
/// <param name="Annotation">
/// The object that the detection is nearest to in place or class, or that was missed; null for the background and for
/// <see cref="ErrorKind.Both"/>.
/// </param>
public sealed record DetectionError(ErrorKind Kind, int ImageIndex, ScoredBox? Detection, Annotation? Annotation);
