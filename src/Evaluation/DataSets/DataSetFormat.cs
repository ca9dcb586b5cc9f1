namespace DetectionSdk.Evaluation;

/// <summary>How a data set lies on disk.</summary>
public enum DataSetFormat
{
    /// <summary>
    /// <c>data.yaml</c>, <c>images/SPLIT/*</c> and <c>labels/SPLIT/*.txt</c> with lines of class, centre and size as
    /// fractions of the image.
    /// </summary>
    Yolo,

    /// <summary>
    /// <c>annotations/instances_SPLIT.json</c> and <c>SPLIT/*</c>; or any instances json with its images near it.
    /// </summary>
    Coco,

    /// <summary>
    /// Pascal VOC: <c>Annotations/*.xml</c>, <c>JPEGImages/*</c> and <c>ImageSets/Main/SPLIT.txt</c>.
    /// </summary>
    Voc,
}
