using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Blends white streaks over the image, all of one direction and each of 0.5 to 1.5 of the length. The next frame of a
/// clip has others.
/// </summary>
/// <param name="Density">Streaks per 10,000 pixels.</param>
/// <param name="Length">Mean length, pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Angle">Radians from the x axis (right) towards the y axis (down).</param>
/// <param name="Opacity">How white a streak is. 0 leaves the image as it is.</param>
/// <param name="Seed">Fixes where they are.</param>
public sealed record PrecipitationStep(
    [property: ParameterRange(0, 200)] double Density,
    [property: ParameterRange(0, 200, Unit = "px")] double Length,
    [property: ParameterRange(1, 20, Unit = "px")] int Width,
    [property: ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")] double Angle,
    [property: ParameterRange(0, 1)] double Opacity,
    long Seed) : DegradationStep
{
    private const int FractionBits = 4;

    /// <inheritdoc/>
    protected override FormattableString Label => $"rain or snow {Density:0}";

    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    internal override void Apply(Workspace work)
    {
        using Mat streaks = DrawStreaks(work.Size), mask = new();
        streaks.ConvertTo(mask, MatType.CV_32FC1, Opacity / 255);
        Blending.TowardsGrey(work, 1, mask);
    }

    private Mat DrawStreaks(Size size)
    {
        Mat streaks = new(size, MatType.CV_8UC1, Scalar.All(0));
        RandomSource random = new(Seed);
        for (long left = (long)(Density * size.Width * size.Height / 10_000); left > 0; left--)
        {
            double x = random.Uniform(0, size.Width), y = random.Uniform(0, size.Height);
            double half = Length * random.Uniform(0.25, 0.75);
            double across = half * Math.Cos(Angle), down = half * Math.Sin(Angle);
            Cv2.Line(
                streaks, Fixed(x - across, y - down), Fixed(x + across, y + down), Scalar.All(255), Width,
                LineTypes.AntiAlias, FractionBits);
        }
        return streaks;
    }

    private static Point Fixed(double x, double y) =>
        new((int)(x * (1 << FractionBits)), (int)(y * (1 << FractionBits)));
}
