namespace DetectionSdk.Evaluation;

/// <summary>What a detector found on a data set, and how well.</summary>
public sealed class DetectorEvaluationResult
{
    internal DetectorEvaluationResult(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections, IReadOnlyList<string> unmappedClasses, TimeSpan medianTime)
    {
        GroundTruth = groundTruth;
        Detections = detections;
        UnmappedClasses = unmappedClasses;
        MedianTime = medianTime;
        Coco = CocoEvaluation.Run(groundTruth, detections);
    }

    /// <summary>The ground truth that was scored against: the data set, or what the transform made of it.</summary>
    public AnnotatedDataSet GroundTruth { get; }

    /// <summary>The detections, with the class indices of the data set.</summary>
    public IReadOnlyList<ScoredBox> Detections { get; }

    /// <summary>Classes of the data set that no class of the model maps to. Their objects count as missed.</summary>
    public IReadOnlyList<string> UnmappedClasses { get; }

    /// <summary>What the detector took per image, median: preprocessing, network and decoding; reading and transforming images apart.</summary>
    public TimeSpan MedianTime { get; }

    /// <summary>The COCO scores.</summary>
    public CocoEvaluation Coco { get; }

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
}
