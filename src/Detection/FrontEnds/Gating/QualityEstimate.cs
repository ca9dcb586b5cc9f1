using DetectionSdk.Gating;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// A cheap estimate of an image's quality without a reference, on the luma of its middle (at most 512 x 512 pixels).
/// </summary>
/// <param name="Noise">
/// Standard deviation of white noise in 8-bit levels, after Immerkaer (CVIU 1996): the mean response of a mask that
/// cancels smooth structure. Fine texture counts too.
/// </param>
/// <param name="Sharpness">
/// Share of the gradient energy that a 3 x 3 mean removes, in [0, 1]: near 0 for images that are blurred or were
/// enlarged, higher for detail and for noise.
/// </param>
/// <param name="Blockiness">
/// Mean step across the 8 x 8 grid of JPEG over the mean step elsewhere: 1 where no grid shows.
/// </param>
/// <param name="Side">Square root of the number of pixels of the whole image.</param>
/// <param name="EffectiveResolution">
/// Share of the nominal resolution per axis that holds detail, in (0, 1]: about 1 / s for a sharp image that was
/// enlarged s times by interpolation, to within a third, and not raised by noise. It is the frequency, as a share of
/// Nyquist's, below which nine tenths of the gradient energy above the noise lie; the noise is read from the corners of
/// the spectrum. Edges of JPEG blocks count as detail. 1 where a side has less than 32 pixels.
/// </param>
public sealed record QualityEstimate(
    double Noise, double Sharpness, double Blockiness, double Side, double EffectiveResolution)
{
    private const int LargestSide = 512, Block = 8;

    private static readonly float[] ImmerkaerMask = [1, -2, 1, -2, 4, -2, 1, -2, 1];

    /// <summary>Looks at an image.</summary>
    /// <param name="image">Any image that <see cref="Detector"/> accepts; only read.</param>
    /// <exception cref="ImageFormatException">The Mat is empty or of a kind that is not accepted.</exception>
    public static QualityEstimate Of(Mat image)
    {
        using BgrImage bgr = BgrImage.From(image);
        Rect middle = Middle(bgr.Pixels.Size());
        using Mat region = new(bgr.Pixels, middle), luma = new();
        Cv2.CvtColor(region, luma, ColorConversionCodes.BGR2GRAY);
        return new QualityEstimate(
            EstimateNoise(luma), EstimateSharpness(luma), EstimateBlockiness(luma),
            Math.Sqrt((double)bgr.Pixels.Width * bgr.Pixels.Height), DetailSpectrum.EffectiveResolution(luma));
    }

    /// <summary>The number of one feature.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature is none of <see cref="QualityFeature"/>.</exception>
    public double this[QualityFeature feature] => feature switch
    {
        QualityFeature.Noise => Noise,
        QualityFeature.Sharpness => Sharpness,
        QualityFeature.Blockiness => Blockiness,
        QualityFeature.Side => Side,
        QualityFeature.EffectiveResolution => EffectiveResolution,
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "Not a feature of an image."),
    };

    // Begins on the grid of the JPEG blocks.
    private static Rect Middle(Size image)
    {
        int width = Math.Min(image.Width, LargestSide), height = Math.Min(image.Height, LargestSide);
        return new Rect(
            (image.Width - width) / 2 / Block * Block, (image.Height - height) / 2 / Block * Block, width, height);
    }

    internal static double EstimateNoise(Mat luma)
    {
        if (Math.Min(luma.Width, luma.Height) < 3) return 0;
        using Mat mask = Mat.FromPixelData(3, 3, MatType.CV_32FC1, ImmerkaerMask), response = new();
        Cv2.Filter2D(luma, response, MatType.CV_32F, mask);
        using Mat inside = response[1, luma.Height - 1, 1, luma.Width - 1];
        return Math.Sqrt(Math.PI / 2) / 6 * Cv2.Norm(inside, NormTypes.L1) / inside.Total();
    }

    private static double EstimateSharpness(Mat luma)
    {
        using Mat exact = new(), smooth = new();
        luma.ConvertTo(exact, MatType.CV_32F);
        Cv2.Blur(exact, smooth, new Size(3, 3));
        double all = GradientEnergy(exact);
        return all > 0 ? Math.Clamp(1 - GradientEnergy(smooth) / all, 0, 1) : 0;
    }

    private static double GradientEnergy(Mat luma)
    {
        using Mat turned = new();
        Cv2.Transpose(luma, turned);
        return StepEnergy(luma) + StepEnergy(turned);
    }

    // Of steps from column to column.
    private static double StepEnergy(Mat luma)
    {
        if (luma.Width < 2) return 0;
        using Mat before = luma.ColRange(0, luma.Width - 1), after = luma.ColRange(1, luma.Width);
        return Cv2.Norm(before, after, NormTypes.L2SQR);
    }

    private static double EstimateBlockiness(Mat luma)
    {
        using Mat turned = new();
        Cv2.Transpose(luma, turned);
        return (BlockStepRatio(luma) + BlockStepRatio(turned)) / 2;
    }

    private static double BlockStepRatio(Mat luma)
    {
        if (luma.Width <= Block) return 1;
        using Mat before =
            luma.ColRange(0, luma.Width - 1), after = luma.ColRange(1, luma.Width), steps = new(), means = new();
        Cv2.Absdiff(before, after, steps);
        Cv2.Reduce(steps, means, ReduceDimension.Row, ReduceTypes.Avg, MatType.CV_64F);
        double[] mean = means.AsSpan<double>().ToArray();
        double elsewhere = mean.Where((_, i) => i % Block != Block - 1).Average();
        return elsewhere > 0 ? mean.Where((_, i) => i % Block == Block - 1).Average() / elsewhere : 1;
    }
}
