namespace DetectionSdk.Evaluation;

/// <summary>What a detector found on a data set, and how well.</summary>
public sealed class DetectorEvaluationResult
{
    internal DetectorEvaluationResult(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections, IReadOnlyList<string> unmappedClasses,
        IReadOnlyList<ImageMeasures> images, IReadOnlyList<DataSetProblem> problems)
    {
        GroundTruth = groundTruth;
        Detections = detections;
        UnmappedClasses = unmappedClasses;
        Images = images;
        Problems = problems;
        Coco = CocoEvaluation.Run(groundTruth, detections);
    }

    /// <summary>
    /// The ground truth that was scored against: the data set, or what the transform made of it, without the images
    /// that could not be read.
    /// </summary>
    public AnnotatedDataSet GroundTruth { get; }

    /// <summary>The detections, with the class indices of the data set.</summary>
    public IReadOnlyList<ScoredBox> Detections { get; }

    /// <summary>Classes of the data set that no class of the model maps to. Their objects count as missed.</summary>
    public IReadOnlyList<string> UnmappedClasses { get; }

    /// <summary>The images of the data set that could not be read and were left out.</summary>
    public IReadOnlyList<DataSetProblem> Problems { get; }

    /// <summary>What was measured on each image of the ground truth.</summary>
    public IReadOnlyList<ImageMeasures> Images { get; }

    /// <summary>
    /// What the detector took per image, median: preprocessing, network and decoding; reading, transforming and
    /// enhancing images apart.
    /// </summary>
    public TimeSpan MedianTime => Median(image => image.Timings.Total - image.Timings.FrontEnd);

    /// <summary>What the front-end took per image, median.</summary>
    public TimeSpan MedianFrontEndTime => Median(image => image.Timings.FrontEnd);

    /// <summary>The COCO scores.</summary>
    public CocoEvaluation Coco { get; }

    /// <summary>
    /// The scores of one image alone: AP over its own objects and detections, -1 where it has no object.
    /// </summary>
    /// <param name="index">Index of the image.</param>
    public CocoScores ScoreImage(int index)
    {
        AnnotatedDataSet one = GroundTruth with { Images = [GroundTruth.Images[index]] };
        return CocoEvaluation.Run(
            one,
            [
                .. Detections.Where(found => found.ImageIndex == index).Select(found => found with { ImageIndex = 0 })
            ]).Scores;
    }

    /// <summary>
    /// Writes ground truth and detections as COCO jsons. Scoring these files (read with
    /// <see cref="BoxPolicy.AsWritten"/>) gives the same scores.
    /// </summary>
    /// <exception cref="DataSetException">A file cannot be written.</exception>
    public void Save(string groundTruthPath, string detectionsPath)
    {
        CocoDataSet.Write(GroundTruth, groundTruthPath);
        CocoDetections.Write(Detections, GroundTruth, detectionsPath);
    }

    private TimeSpan Median(Func<ImageMeasures, TimeSpan> time) =>
        Images.Count == 0 ? TimeSpan.Zero : Images.Select(time).Order().ElementAt(Images.Count / 2);
}
