namespace DetectionSdk.Evaluation;

/// <summary>Images with boxes: one split of a YOLO, COCO or Pascal VOC data set, or one made in memory. Immutable.</summary>
/// <param name="ClassNames">Names by class index.</param>
/// <param name="Images">The images. Where scores tie, this order decides: COCO files are ordered by image id, folders by name.</param>
public sealed record AnnotatedDataSet(IReadOnlyList<string> ClassNames, IReadOnlyList<AnnotatedImage> Images)
{
    /// <summary>How the data set lay on disk; null for one made in memory.</summary>
    public DataSetFormat? Format { get; init; }

    /// <summary>COCO category id by class index; null when the classes have none. Ascending, as COCO files are read.</summary>
    public IReadOnlyList<int>? CategoryIds { get; init; }

    /// <summary>Boxes and images that were left out or changed while reading.</summary>
    public IReadOnlyList<DataSetProblem> Problems { get; init; } = [];

    /// <summary>Number of boxes in all images.</summary>
    public int BoxCount => Images.Sum(image => image.Annotations.Count);
}
