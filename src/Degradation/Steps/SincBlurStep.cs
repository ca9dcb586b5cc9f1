namespace DetectionSdk.Degradation;

/// <summary>
/// Ideal circular low-pass cut to a square: w J1(w r) / (2 pi r), at the centre w^2 / (4 pi), divided by its sum. J1 is
/// the Bessel function of the first kind. Negative lobes ring.
/// </summary>
/// <param name="KernelSize">Side of the kernel, pixels, odd.</param>
/// <param name="Cutoff">w, radians per pixel.</param>
public sealed record SincBlurStep(
    [property: ParameterRange(3, 127, Unit = "px", Odd = true)] int KernelSize,
    [property: ParameterRange(0.01, Math.PI, Unit = "rad/px")] double Cutoff) : BlurStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"sinc {Cutoff:0.0} rad/px";

    internal override int Side => KernelSize;

    /// <inheritdoc/>
    public override float[,] Kernel()
    {
        int radius = KernelSize / 2;
        double[,] octant = new double[radius + 1, radius + 1];
        for (int y = 0; y <= radius; y++)
            for (int x = y; x <= radius; x++)
                octant[y, x] = octant[x, y] = Weight(Math.Sqrt(x * x + y * y));
        return BuildKernel(KernelSize, (x, y) => octant[Math.Abs(y), Math.Abs(x)]);
    }

    private double Weight(double r) =>
        r == 0 ? Cutoff * Cutoff / (4 * Math.PI) : Cutoff * BesselJ1(Cutoff * r) / (2 * Math.PI * r);

    /// <summary>
    /// Bessel's integral by the trapezoidal rule, which converges exponentially for it once there are more points than
    /// x.
    /// </summary>
    private static double BesselJ1(double x)
    {
        int points = 32 + 2 * (int)Math.Ceiling(x);
        double sum = 0;
        for (int i = 0; i < points; i++)
        {
            double angle = 2 * Math.PI * (i + 0.5) / points;
            sum += Math.Cos(angle - x * Math.Sin(angle));
        }
        return sum / points;
    }
}
