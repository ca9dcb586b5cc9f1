using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>One annotated object of an image.</summary>
/// <param name="Box">The box in pixels of the image, as floats; pixel (0, 0) covers [0, 1). Pascal VOC corners are
/// taken as they stand: width = xmax - xmin.</param>
/// <param name="ClassId">Index into <see cref="AnnotatedDataSet.ClassNames"/>.</param>
public sealed record Annotation(Rect2d Box, int ClassId)
{
    private readonly double? _area;

    /// <summary>
    /// Size of the object in square pixels, which decides whether it counts as small, medium or large. Default: width
    /// times height of <see cref="Box"/>. COCO states the area of the outline instead. A stated area does not follow a
    /// changed <see cref="Box"/>.
    /// </summary>
    public double Area
    {
        get => _area ?? Box.Width * Box.Height;
        init => _area = value;
    }

    /// <summary>
    /// Whether the box holds a group that was not annotated one by one (COCO <c>iscrowd</c>). Such a box is neither
    /// found nor missed.
    /// </summary>
    public bool Crowd { get; init; }

    /// <summary>
    /// The outline of the object, where the data set has one; null otherwise. It does not follow a changed
    /// <see cref="Box"/>.
    /// </summary>
    public Outline? Outline { get; init; }

    /// <summary>Whether Pascal VOC scoring leaves the object out (<c>difficult</c>).</summary>
    public bool Difficult { get; init; }
}
