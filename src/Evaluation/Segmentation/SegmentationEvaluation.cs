using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Measures a segmenter on photographs with a class for every pixel.</summary>
public static class SegmentationEvaluation
{
    /// <summary>
    /// Compares, picture by picture. A model that answers at a multiple of its input sees pictures that are shrunk
    /// bicubically by it, so that the answer has the labels' size; a picture whose sides are no multiples loses what is
    /// over, right and below.
    /// </summary>
    /// <param name="segmenter">The model.</param>
    /// <param name="dataSet">See <see cref="LabelMapDataSet"/>.</param>
    /// <returns>One per picture, in order.</returns>
    /// <exception cref="EvaluationException">
    /// The classes are others than the model's, or a picture has no label map, or is smaller than one pixel once it is
    /// shrunk.
    /// </exception>
    /// <exception cref="DataSetException">A picture or a label map cannot be read.</exception>
    public static IReadOnlyList<ClassConfusion> Run(Segmenter segmenter, AnnotatedDataSet dataSet)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(dataSet);
        SegmenterInfo model = segmenter.Model;
        if (!model.ClassNames.SequenceEqual(dataSet.ClassNames))
            throw new EvaluationException(
                $"'{model.Path}' knows the classes [{string.Join(", ", model.ClassNames)}], the data set "
                + $"[{string.Join(", ", dataSet.ClassNames)}]; expected the same in the same order.");
        return [.. dataSet.Images.Select(image => Compare(segmenter, image))];
    }

    private static ClassConfusion Compare(Segmenter segmenter, AnnotatedImage source)
    {
        if (source.LabelMap is not { } map)
            throw new EvaluationException($"'{source.Path}' has no label map; expected a class for every pixel.");
        int scale = segmenter.Model.Scale;
        Rect whole = new(0, 0, source.Size.Width / scale * scale, source.Size.Height / scale * scale);
        if (whole.Width == 0 || whole.Height == 0)
            throw new EvaluationException(
                $"'{source.Path}' is {source.Size.Width} x {source.Size.Height} pixels; expected at least {scale} in "
                + "both directions.");
        using Mat picture = source.Read(), labels = map.Read(source.Size);
        using Mat clean = picture[whole].Clone(), shown = labels[whole].Clone();
        using Mat? shrunk = scale == 1 ? null : ShrinkingBy(scale).Sample(seed: 0, clean.Size()).Apply(clean);
        using Mat said = segmenter.Segment(shrunk ?? clean);
        return ClassConfusion.Between(shown, said, segmenter.Model.ClassNames.Count);
    }

    private static DegradationPipeline ShrinkingBy(int scale) =>
        new([new DownsampleOptions { Scale = scale, Methods = [ResizeMethod.AntialiasedBicubic] }]);
}
