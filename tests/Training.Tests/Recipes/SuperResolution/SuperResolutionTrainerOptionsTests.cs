using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionTrainerOptionsTests
{
    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        SuperResolutionTrainerOptions options = new();
        options.Validate();
        Assert.Equal(
            (5000, 8, 5e-4, 100), (options.Steps, options.BatchSize, options.LearningRate, options.WarmupSteps));
        Assert.Equal((0.0, 1.0, 0.995), (options.WeightDecay, options.MaximumGradientNorm, options.AverageDecay));
        Assert.Equal(
            (192, 0.8, 1.0, 0.0),
            (
                options.Augmentation.CropSize, options.Augmentation.MinimumZoom, options.Augmentation.MaximumZoom,
                options.Augmentation.ColourJitter));
        Assert.Equal(
            new SuperResolutionOptions { Architecture = SuperResolutionArchitecture.Edsr, Scale = 4, Width = 0.5 },
            options.Network);
        Assert.Equal(
            (SuperResolutionRecipe.Fidelity, 1.0, null, 0.0, 0.2),
            (
                options.Recipe, options.ImageWeight, options.TaskWeight, options.GradualShare,
                options.DetectorLearningShare));
    }

    [Theory]
    [InlineData(SuperResolutionRecipe.TaskDriven, null, 0.03)]
    [InlineData(SuperResolutionRecipe.FeatureDriven, null, 0.1)]
    [InlineData(SuperResolutionRecipe.Joint, null, 0.1)]
    [InlineData(SuperResolutionRecipe.TaskDriven, 0.1, 0.1)]
    [InlineData(SuperResolutionRecipe.FeatureDriven, 0.0, 0.0)]
    public void The_tasks_weight_follows_the_recipe_unless_it_is_given(SuperResolutionRecipe recipe, double? given, double expected) =>
        Assert.Equal(
            expected, new SuperResolutionTrainerOptions { Recipe = recipe, TaskWeight = given }.AppliedTaskWeight);

    [Theory]
    [InlineData("0.1", 0.1)] // as runs were written when the weight was a number
    [InlineData("null", 0.03)]
    public void Runs_with_and_without_a_weight_are_read(string weight, double expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("options.json", $$$"""{"options":{"recipe":"taskDriven","detector":"d","taskWeight":{{{weight}}}},"classNames":[],"imageCount":1}""");
        Assert.Equal(expected, RunDescription<SuperResolutionTrainerOptions>.Read(path).Options.AppliedTaskWeight);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_none_is_refused_by_name(double weight) =>
        Assert.StartsWith(
            "SuperResolutionTrainerOptions.TaskWeight must be at least 0.",
            Assert.Throws<ArgumentOutOfRangeException>(
                new SuperResolutionTrainerOptions { TaskWeight = weight }.Validate).Message,
            StringComparison.Ordinal);
}
