namespace DetectionSdk.Degradation;

/// <summary>
/// Blur with profile(q), q = (u / sigmaX)^2 + (v / sigmaY)^2, sampled at whole pixels and divided by its sum, where u
/// is the distance from the centre along the direction <paramref name="Angle"/> and v the one across. A kernel that is
/// short for its sigma is cut off, so that it blurs less than sigma says: that is how AERIS, BSRGAN and Real-ESRGAN do
/// it.
/// </summary>
/// <param name="KernelSize">Side of the kernel, pixels, odd.</param>
/// <param name="SigmaX">Standard deviation along the direction, pixels.</param>
/// <param name="SigmaY">Standard deviation across it, pixels.</param>
/// <param name="Angle">Radians from the x axis (right) towards the y axis (down).</param>
/// <param name="Profile">Form of the kernel.</param>
/// <param name="Beta">Exponent of the form; 1 with <see cref="KernelProfile.Gaussian"/> is a plain Gaussian.</param>
/// <param name="Shift">
/// How far the kernel's centre lies right of and below the pixel, pixels. (n - 1) / 2 before taking every n-th pixel
/// (<see cref="ResizeMethod.Nearest"/>) centres the Gaussian on the n x n block that the pixel stands for (BSRGAN).
/// </param>
public sealed record GaussianBlurStep(
    [property: ParameterRange(1, 127, Unit = "px", Odd = true)] int KernelSize,
    [property: ParameterRange(0, 1000, Unit = "px")] double SigmaX,
    [property: ParameterRange(0, 1000, Unit = "px")] double SigmaY,
    [property: ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")] double Angle,
    KernelProfile Profile = KernelProfile.Gaussian,
    [property: ParameterRange(0.1, 16)] double Beta = 1,
    [property: ParameterRange(-16, 16, Unit = "px")] double Shift = 0) : BlurStep
{
    /// <summary>Below this a kernel is a single pixel anyway; it keeps the division defined.</summary>
    private const double SmallestSigma = 1e-3;

    /// <inheritdoc/>
    protected override FormattableString Label => SigmaX == SigmaY
        ? (FormattableString)$"{Family} {SigmaX:0.0} px"
        : $"{Family} {SigmaX:0.0} x {SigmaY:0.0} px";

    private string Family =>
        Profile == KernelProfile.Plateau ? "plateau blur" : Beta == 1 ? "blur" : "generalised blur";

    internal override int Side => KernelSize;

    /// <inheritdoc/>
    public override float[,] Kernel() => BuildKernel(KernelSize, (x, y) => Weight(x - Shift, y - Shift));

    private double Weight(double x, double y)
    {
        double along = (x * Math.Cos(Angle) + y * Math.Sin(Angle)) / Math.Max(SigmaX, SmallestSigma);
        double across = (y * Math.Cos(Angle) - x * Math.Sin(Angle)) / Math.Max(SigmaY, SmallestSigma);
        double power = Math.Pow(along * along + across * across, Beta);
        return Profile == KernelProfile.Plateau ? 1 / (1 + power) : Math.Exp(-0.5 * power);
    }
}
