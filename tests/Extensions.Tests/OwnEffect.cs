using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Extensions.Tests;

/// <summary>An effect of one's own: rain, which is streaks of light.</summary>
public sealed record RainOptions : EffectOptions
{
    /// <summary>Streaks per thousand pixels, in [0, 20]. Default U(0.5, 3).</summary>
    [ParameterRange(0, 20)]
    public Distribution Density { get; init; } = (0.5, 3);

    /// <summary>Length of a streak in pixels, whole numbers in [1, 60]. Default 5 .. 20.</summary>
    [ParameterRange(1, 60, Unit = "px", Whole = true)]
    public Distribution Length { get; init; } = Distribution.Integers(5, 20);

    public override void Draw(PlanBuilder plan) =>
        plan.Add(new RainStep(plan.Draw(Density), plan.DrawInteger(Length), plan.DrawSeed()));
}

/// <summary>Adds streaks that fall straight down and cover half of what lies behind them.</summary>
/// <param name="Density">Streaks per thousand pixels.</param>
/// <param name="Length">Length of a streak, pixels.</param>
/// <param name="Seed">Where they fall.</param>
public sealed record RainStep(
    [property: ParameterRange(0, 20)] double Density,
    [property: ParameterRange(1, 60, Unit = "px")] int Length,
    long Seed) : CustomStep
{
    protected override FormattableString Label => $"rain {Density:0.0}";

    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    public override void Validate(Size inputSize)
    {
        if (inputSize.Height < Length)
            throw new DegradationException(
                $"The image is {inputSize.Height} px high; expected at least {Length} for rain.");
    }

    protected override Mat Apply(Mat image)
    {
        RNG places = new((ulong)Seed);
        for (int streak = (int)(Density * image.Width * image.Height / 1000); streak > 0; streak--)
        {
            int x = places.Uniform(0, image.Width), y = places.Uniform(0, image.Height - Length + 1);
            using Mat covered = image[y, y + Length, x, x + 1];
            covered.ConvertTo(covered, MatType.CV_32FC3, 0.5, 0.5);
        }
        return image;
    }
}
