using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Extensions.Tests;

/// <summary>An effect of another assembly is drawn, applied, written and read like the built-in ones.</summary>
public sealed class OwnEffectTests
{
    private const string Recipe = """{ "effects": [ { "type": "rain", "density": 2, "length": [4, 9] } ] }""";

    static OwnEffectTests() => DegradationTypes.Add<RainOptions, RainStep>("rain");

    [Fact]
    public void Recipes_and_plans_hold_it_by_its_name()
    {
        DegradationPipeline pipeline = DegradationRecipe.Parse(Recipe);
        Assert.Equal([new RainOptions { Density = 2, Length = Distribution.Integers(4, 9) }], pipeline.Effects);
        Assert.Equal(pipeline.Effects, DegradationRecipe.Parse(DegradationRecipe.Format(pipeline)).Effects);

        DegradationPlan plan = pipeline.Sample(3, new Size(40, 30));
        RainStep step = Assert.IsType<RainStep>(Assert.Single(plan.Steps));
        Assert.Equal(2, step.Density);
        Assert.InRange(step.Length, 4, 9);
        Assert.Equal(
            """{"inputWidth":40,"inputHeight":30,"steps":[{"type":"rain","density":2,"length":"""
            + $$"""{{step.Length}},"seed":{{step.Seed}}}]}""",
            plan.ToJson());
        Assert.Equal(plan.Steps, DegradationPlan.FromJson(plan.ToJson()).Steps);
        Assert.Equal("rain 2.0", plan.ToString());
    }

    [Fact]
    public void It_replays_to_the_bit_and_frames_have_rain_of_their_own()
    {
        using Mat image = new(30, 40, MatType.CV_8UC3, Scalar.All(100));
        DegradationPlan plan = DegradationRecipe.Parse(Recipe).Sample(3, image.Size());
        using Mat one = plan.Apply(image), two = DegradationPlan.FromJson(plan.ToJson()).Apply(image);
        using Mat next = plan.ForFrame(1).Apply(image);
        Assert.Equal(0, Cv2.Norm(one, two));
        Assert.NotEqual(0, Cv2.Norm(one, next));
        // Two streaks of half light over level 100 fall on 1200 pixels: (100 + 255) / 2, ties to even.
        Cv2.MinMaxLoc(one.Reshape(1), out double lowest, out double highest);
        Assert.Equal((100, 178), (lowest, highest));
    }

    [Fact]
    public void Its_ranges_are_checked_like_those_of_built_in_effects() =>
        Assert.StartsWith(
            "effects[0].length is 0; expected whole numbers in [1, 60] px.",
            Assert.Throws<DegradationException>(
                () => DegradationRecipe.Parse("""{ "effects": [ { "type": "rain", "length": 0 } ] }""")).Message,
            StringComparison.Ordinal);
}
