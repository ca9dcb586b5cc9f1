namespace DetectionSdk.Evaluation;

/// <summary>What a <see cref="DetectorEvaluation"/> measured on one image, beside its detections.</summary>
/// <param name="Name">Name of the image inside the data set.</param>
/// <param name="Timings">Time per stage.</param>
/// <param name="Similarity">
/// What the front-end gave against the image as it is in the data set; null without front-end, or where their sizes
/// differ.
/// </param>
public sealed record ImageMeasures(string Name, StageTimings Timings, Similarity? Similarity)
{
    /// <summary>Index of the image in the data set, where images that could not be read have theirs, too.</summary>
    public int Index { get; init; }
}
