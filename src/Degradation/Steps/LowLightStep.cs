using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Takes light away and captures what is left. Per pixel: clip, to linear light (power 2.2), times exposure, times full
/// well = mean electrons; Poisson shot noise; Gaussian read noise; divided by full well, times gain, clipped to [0, 1];
/// back to display (power 1/2.2). The Poisson-Gaussian sensor model of Foi et al. (IEEE TIP 2008) and EMVA 1288.
/// </summary>
/// <param name="Exposure">Light that is left, a fraction in linear light.</param>
/// <param name="FullWell">Electrons at white with all the light.</param>
/// <param name="ReadNoise">Standard deviation, electrons.</param>
/// <param name="Gain">Amplification after capture, in linear light.</param>
/// <param name="Seed">Fixes both noise fields to the bit.</param>
public sealed record LowLightStep(
    [property: ParameterRange(0.001, 1)] double Exposure,
    [property: ParameterRange(10, 1e6, Unit = "electrons")] double FullWell,
    [property: ParameterRange(0, 100, Unit = "electrons")] double ReadNoise,
    [property: ParameterRange(1, 1000)] double Gain,
    long Seed) : DegradationStep
{
    private const double Gamma = 2.2;

    /// <inheritdoc/>
    protected override FormattableString Label => $"light {Exposure * Gain:0.00}";

    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    internal override void Apply(Workspace work)
    {
        Mat image = work.Image;
        PixelFormat.Clip(image);
        Cv2.Pow(image, Gamma, image);
        image.ConvertTo(image, MatType.CV_32FC3, Exposure);

        using Mat captured = NoiseField.Poisson(image, FullWell, Seed);
        Mat read = work.Scratch();
        NoiseField.FillGaussian(read, NoiseColor.Color, ReadNoise / FullWell, RandomSource.DeriveSeed(Seed, 1));
        Cv2.Add(captured, read, image);

        image.ConvertTo(image, MatType.CV_32FC3, Gain);
        PixelFormat.Clip(image);
        Cv2.Pow(image, 1 / Gamma, image);
    }
}
