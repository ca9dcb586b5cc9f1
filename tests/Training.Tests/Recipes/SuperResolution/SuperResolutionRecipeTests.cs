using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionRecipeTests
{
    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        SuperResolutionRecipe options = new();
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
            (SuperResolutionGoal.Fidelity, 1.0, null, 0.0, 0.2),
            (
                options.Goal, options.ImageWeight, options.TaskWeight, options.GradualShare,
                options.DetectorLearningShare));
    }

    [Theory]
    [InlineData(SuperResolutionGoal.TaskDriven, null, 0.03)]
    [InlineData(SuperResolutionGoal.FeatureDriven, null, 0.1)]
    [InlineData(SuperResolutionGoal.Joint, null, 0.1)]
    [InlineData(SuperResolutionGoal.TaskDriven, 0.1, 0.1)]
    [InlineData(SuperResolutionGoal.FeatureDriven, 0.0, 0.0)]
    public void The_tasks_weight_follows_the_recipe_unless_it_is_given(
        SuperResolutionGoal goal, double? given, double expected) =>
        Assert.Equal(
            expected, new SuperResolutionRecipe { Goal = goal, TaskWeight = given }.AppliedTaskWeight);

    [Theory]
    [InlineData("0.1", 0.1)] // as runs were written when the weight was a number
    [InlineData("null", 0.03)]
    public void Runs_with_and_without_a_weight_are_read(string weight, double expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "options.json",
            """{"options":{"recipe":"taskDriven","detector":"d","taskWeight":"""
            + $$$"""{{{weight}}}},"classNames":[],"imageCount":1}""");
        Assert.Equal(expected, ((SuperResolutionRecipe)RunDescription.Read(path).Recipe).AppliedTaskWeight);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_none_is_refused_by_name(double weight) =>
        Assert.StartsWith(
            "SuperResolutionRecipe.TaskWeight must be at least 0.",
            Assert.Throws<ArgumentOutOfRangeException>(
                new SuperResolutionRecipe { TaskWeight = weight }.Validate).Message,
            StringComparison.Ordinal);
}
