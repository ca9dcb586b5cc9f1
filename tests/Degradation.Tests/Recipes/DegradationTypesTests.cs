using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests.Recipes;

/// <summary>Effects of one's own that are named wrongly, not at all, or go wrong.</summary>
public sealed class DegradationTypesTests
{
    static DegradationTypesTests() => DegradationTypes.Add<SmokeOptions, SmokeStep>("smoke");

    [Fact]
    public void Names_and_types_are_given_once_and_the_schema_stays()
    {
        Assert.Equal(
            "'smoke' is SmokeOptions already; expected a new name and new types. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => DegradationTypes.Add<SmokeOptions, SmokeStep>("mist")).Message);
        Assert.Throws<ArgumentException>(() => DegradationTypes.Add<SnowOptions, SnowStep>("jpeg"));
        Assert.DoesNotContain("smoke", DegradationRecipe.Schema, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_a_step_refuses_is_refused_when_it_is_drawn() =>
        Assert.Equal(
            "The image is 3 px high; expected at least 5 for smoke.",
            Assert.Throws<DegradationException>(
                () => new DegradationPipeline([new SmokeOptions()]).Sample(1, new Size(9, 3))).Message);

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

    private sealed record SmokeOptions : EffectOptions
    {
        public override void Draw(PlanBuilder plan) => plan.Add(new SmokeStep());
    }

    private sealed record SmokeStep : CustomStep
    {
        protected override FormattableString Label => $"smoke";

        public override void Validate(Size inputSize)
        {
            if (inputSize.Height < 5)
                throw new DegradationException(
                    $"The image is {inputSize.Height} px high; expected at least 5 for smoke.");
        }

        protected override Mat Apply(Mat image) => image;
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
