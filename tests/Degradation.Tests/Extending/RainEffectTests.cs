using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests.Extending;

/// <summary>An effect of another assembly is drawn, applied, written and read like the built-in ones.</summary>
public sealed class RainEffectTests
{
    private const string Recipe = """{ "effects": [ { "type": "rain", "density": 2, "length": [4, 9] } ] }""";

    static RainEffectTests() => DegradationTypes.Add<RainOptions, RainStep>("rain");

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
        Assert.Equal(100, lowest);
        Assert.Equal(178, highest);
        Assert.Equal(100, image.At<Vec3b>(0, 0).Item0);
    }

    [Fact]
    public void Its_ranges_are_checked_like_those_of_built_in_effects()
    {
        Assert.StartsWith(
            "effects[0].length is 0; expected whole numbers in [1, 60] px.",
            Assert.Throws<DegradationException>(
                () => DegradationRecipe.Parse("""{ "effects": [ { "type": "rain", "length": 0 } ] }""")).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "The image is 3 px high; expected at least 5 for rain.",
            Assert.Throws<DegradationException>(
                () => new DegradationPipeline([new RainOptions { Length = 5 }]).Sample(1, new Size(9, 3))).Message);
    }

    [Fact]
    public void Names_and_types_are_given_once_and_the_schema_stays()
    {
        Assert.Equal(
            "'rain' is RainOptions already; expected a new name and new types. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => DegradationTypes.Add<RainOptions, RainStep>("drizzle")).Message);
        Assert.Throws<ArgumentException>(() => DegradationTypes.Add<SnowOptions, SnowStep>("jpeg"));
        Assert.DoesNotContain("rain", DegradationRecipe.Schema, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_name_can_be_used_but_not_written()
    {
        using Mat image = new(4, 4, MatType.CV_8UC3, Scalar.All(100));
        DegradationPlan plan = new DegradationPipeline([new SnowOptions()]).Sample(1, image.Size());
        Assert.Contains(
            "call DegradationTypes.Add first", Assert.Throws<DegradationException>(plan.ToJson).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "SnowStep made a CV_32FC1 of 4 x 4 px; expected CV_32FC3 of 4 x 4.",
            Assert.Throws<DegradationException>(() => plan.Apply(image).Dispose()).Message);
    }

    private sealed record SnowOptions : EffectOptions
    {
        public override void Draw(PlanBuilder plan) => plan.Add(new SnowStep());
    }

    private sealed record SnowStep : CustomStep
    {
        protected override FormattableString Label => $"snow";

        protected override Mat Apply(Mat image) => new(image.Size(), MatType.CV_32FC1, Scalar.All(1));
    }
}
