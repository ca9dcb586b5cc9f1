namespace DetectionSdk.Degradation;

/// <summary>
/// Mean over a disk; pixels on its edge count by the part that lies inside. Variance in x and in y: radius^2 / 4.
/// </summary>
/// <param name="Radius">Radius of the disk, pixels.</param>
public sealed record DefocusBlurStep([property: ParameterRange(0.5, 60, Unit = "px")] double Radius) : BlurStep
{
    private const int Subpixels = 16;

    /// <inheritdoc/>
    protected override FormattableString Label => $"defocus {Radius:0.0} px";

    internal override int Side => 2 * (int)Math.Ceiling(Radius - 0.5) + 1;

    /// <inheritdoc/>
    public override float[,] Kernel() => BuildKernel(Side, Coverage);

    private double Coverage(int x, int y)
    {
        double distance = Math.Sqrt(x * x + y * y);
        if (distance + 0.75 < Radius) return 1;
        if (distance - 0.75 > Radius) return 0;
        int inside = 0;
        for (int i = 0; i < Subpixels * Subpixels; i++)
        {
            double u = x + (i % Subpixels + 0.5) / Subpixels - 0.5;
            double v = y + (i / Subpixels + 0.5) / Subpixels - 0.5;
            if (u * u + v * v <= Radius * Radius) inside++;
        }
        return (double)inside / (Subpixels * Subpixels);
    }
}
