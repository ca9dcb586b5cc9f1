using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Measures a front-end by what it gives back of degraded images, without a detector.</summary>
public static class EnlargementEvaluation
{
    /// <summary>
    /// Degrades every image, enlarges it again and compares, a border of one input pixel left out. Image n draws from
    /// the seed and n alone, so all front-ends see the same pixels.
    /// </summary>
    /// <param name="frontEnd">Gives images of the clean ones' size, which its context names as target.</param>
    /// <param name="dataSet">The clean images; annotations are not read.</param>
    /// <param name="degradation">What makes the inputs.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="multiple">
    /// Images are cut at the right and below to sides that are multiples of this: the scale of a front-end of one
    /// scale, as is customary.
    /// </param>
    /// <returns>
    /// Means over the images: of RGB, and of the luma (BT.601, 16 to 235), as papers on super-resolution state it.
    /// </returns>
    /// <exception cref="EvaluationException">
    /// The front-end gives images of another size, or the set holds no image.
    /// </exception>
    /// <exception cref="DataSetException">
    /// An image cannot be read, or is too small: smaller than <paramref name="multiple"/>, or than 11 pixels (the
    /// window of SSIM) inside the border.
    /// </exception>
    public static (Similarity Rgb, Similarity Luma) Run(
        FrontEnd frontEnd, AnnotatedDataSet dataSet, DegradationPipeline degradation, long seed, int multiple = 1)
    {
        ArgumentNullException.ThrowIfNull(frontEnd);
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
        if (dataSet.Images.Count == 0)
            throw new EvaluationException("The data set holds no image; expected at least one.");
        DataSetDegradation draws = new(degradation, seed);
        (Similarity Rgb, Similarity Luma)[] each =
        [
            .. dataSet.Images.Select((image, index) => Compare(frontEnd, image, index, draws, multiple))
        ];
        return (Similarity.Mean([.. each.Select(s => s.Rgb)]), Similarity.Mean([.. each.Select(s => s.Luma)]));
    }

    /// <summary>
    /// The same for enlarging by cubic convolution with a = -0.5, as MATLAB and Pillow do it and as papers on
    /// super-resolution state it.
    /// </summary>
    /// <inheritdoc cref="Run" path="/param|/returns|/exception"/>
    public static (Similarity Rgb, Similarity Luma) RunBicubic(
        AnnotatedDataSet dataSet, DegradationPipeline degradation, long seed, int multiple = 1)
    {
        using CubicConvolution bicubic = new();
        return Run(bicubic, dataSet, degradation, seed, multiple);
    }

    private static (Similarity Rgb, Similarity Luma) Compare(
        FrontEnd frontEnd, AnnotatedImage source, int index, DataSetDegradation draws, int multiple)
    {
        using Mat image = source.Read();
        RequireSide(source, multiple, "the multiple that it is cut to");
        using Mat clean = image[0, image.Height / multiple * multiple, 0, image.Width / multiple * multiple];
        using Mat degraded = draws.Apply(index, clean, source).Image;
        using Mat enlarged = frontEnd.Enhance(degraded, new FrontEndContext(Target: clean.Size()));
        if (enlarged.Size() != clean.Size())
            throw new EvaluationException(
                $"The front-end makes {enlarged.Width} x {enlarged.Height} pixels of '{source.Name}', degraded to "
                + $"{degraded.Width} x {degraded.Height}; expected {clean.Width} x {clean.Height}.");
        int border = (int)Math.Round((double)clean.Width / degraded.Width);
        RequireSide(
            source, (ImageQuality.SmallestSide + 2 * border + multiple - 1) / multiple * multiple,
            $"the window of SSIM and a border of {border} pixels");
        return (
            Similarity.Measure(clean, enlarged, QualityChannels.All, border)!,
            Similarity.Measure(clean, enlarged, QualityChannels.Luma, border)!);
    }

    private static void RequireSide(AnnotatedImage image, int side, string reason)
    {
        if (Math.Min(image.Size.Width, image.Size.Height) < side)
            throw new DataSetException(
                image.Path, null,
                $"the image is {image.Size.Width} x {image.Size.Height} pixels; expected at least {side} x {side}, "
                + $"for {reason}.");
    }

    private sealed class CubicConvolution : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context)
        {
            Size clean = context.Target!.Value;
            return new DegradationPlan(
                image.Size(),
                [new ResizeStep(clean.Width, clean.Height, ResizeMethod.AntialiasedBicubic)]).Apply(image);
        }
    }
}
