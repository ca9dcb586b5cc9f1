namespace DetectionSdk.Degradation;

/// <summary>
/// Mean over a straight path centred on the pixel. Points of the path between pixels count bilinearly towards their
/// neighbours. Variance along the path: length^2 / 12, plus the bilinear spread of at most 1/4.
/// </summary>
/// <param name="Length">Length of the path, pixels. 0 leaves the image as it is.</param>
/// <param name="Angle">Radians from the x axis (right) towards the y axis (down).</param>
public sealed record MotionBlurStep(
    [property: ParameterRange(0, 120, Unit = "px")] double Length,
    [property: ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")] double Angle) : BlurStep
{
    private const int PointsPerPixel = 16;

    /// <inheritdoc/>
    protected override FormattableString Label => $"motion {Length:0.0} px";

    internal override int Side => 2 * (int)Math.Ceiling(Length / 2) + 1;

    /// <inheritdoc/>
    public override float[,] Kernel()
    {
        int radius = Side / 2;
        double[,] weights = new double[Side + 1, Side + 1];
        int points = PointsPerPixel * Side;
        for (int i = 0; i < points; i++)
        {
            double distance = Length * ((i + 0.5) / points - 0.5);
            Splat(weights, radius + distance * Math.Cos(Angle), radius + distance * Math.Sin(Angle));
        }
        return BuildKernel(Side, (x, y) => weights[y + radius, x + radius]);
    }

    private static void Splat(double[,] weights, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double right = x - left, bottom = y - top;
        weights[top, left] += (1 - right) * (1 - bottom);
        weights[top, left + 1] += right * (1 - bottom);
        weights[top + 1, left] += (1 - right) * bottom;
        weights[top + 1, left + 1] += right * bottom;
    }
}
