using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Adds scale * (Poisson(peak * x) / peak - x) to every pixel x in [0, 1]; x is clipped and rounded to 8 bit for the
/// draw, as in Real-ESRGAN. Grey noise is drawn from the grey image (BT.601). The result is not clipped.
/// </summary>
/// <param name="Peak">
/// Photons at full range. Null: the number of different 8-bit levels in the image, rounded up to a power of two.
/// </param>
/// <param name="Scale">Factor on the noise.</param>
/// <param name="Color">How the channels' noise hangs together.</param>
/// <param name="Seed">Fixes the noise field to the bit.</param>
public sealed record PoissonNoiseStep(
    [property: ParameterRange(1, 1e6, Unit = "photons")] double? Peak,
    [property: ParameterRange(0, 100)] double Scale,
    NoiseColor Color,
    long Seed) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"Poisson {Scale:0.0}";

    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    internal override void Apply(Workspace work)
    {
        using Mat levels = PixelFormat.ToBytes(work.Image);
        if (Color == NoiseColor.Grey) Cv2.CvtColor(levels, levels, ColorConversionCodes.BGR2GRAY);
        double peak = Peak ?? Math.Pow(2, Math.Ceiling(Math.Log2(CountLevels(levels))));

        using Mat signal = new();
        levels.ConvertTo(signal, MatType.CV_32F, 1.0 / 255);
        using Mat noise = NoiseField.Poisson(signal, peak, Seed);
        Cv2.Subtract(noise, signal, noise);
        if (Color == NoiseColor.Grey) Cv2.CvtColor(noise, noise, ColorConversionCodes.GRAY2BGR);
        Cv2.ScaleAdd(noise, Scale, work.Image, work.Image);
    }

    private static int CountLevels(Mat levels)
    {
        using Mat line = levels.Reshape(1);
        using Mat histogram = new();
        Cv2.CalcHist([line], [0], null, histogram, 1, [256], [[0, 256]]);
        return Cv2.CountNonZero(histogram);
    }
}
