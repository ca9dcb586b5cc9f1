using DetectionSdk.Degradation;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class AerisRecipeTests
{
    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        AerisRecipe options = new();
        options.Validate();
        Assert.Equal((10_000, 8, 0.5), (options.Steps, options.BatchSize, options.Width));
        Assert.Equal((RestorationKind.Arbitrary, 0.4), (options.Restoration, options.RestorationWeight));
        Assert.Same(DegradationPipeline.CocoD, options.Degradation);
        Assert.Equal(
            (0.001, 500, 0.01, 35.0),
            (options.LearningRate, options.WarmupSteps, options.WeightDecay, options.MaximumGradientNorm));
        Assert.Equal((0, 0.05, 0.999), (options.CleanShare, options.NormalizationShare, options.AverageDecay));
        Assert.Equal(
            (Precision.Mixed, 0, 0, 0), (options.Precision, options.Seed, options.Threads, options.LoaderThreads));
        Assert.Equal((1000, 500), (options.ValidationInterval, options.CheckpointInterval));
        Assert.Equal((256, 0.6, 1.6, 0.3, 0.5, 0.15), (
            options.Augmentation.CropSize, options.Augmentation.MinimumZoom, options.Augmentation.MaximumZoom,
            options.Augmentation.MinimumVisibility, options.Augmentation.FlipProbability,
            options.Augmentation.ColourJitter));
    }

    [Fact]
    public void Arms_differ_in_degradation_and_decoder_alone()
    {
        AerisRecipe clean =
            AerisRecipe.Clean, degraded = AerisRecipe.Degraded;
        Assert.Equal(
            new AerisRecipe
            {
                Degradation = DegradationPipeline.Aeris,
                CleanShare = 0.5,
                Restoration = RestorationKind.None,
            }, degraded);
        Assert.Equal(degraded with { Degradation = null }, clean);
        Assert.Equal(
            degraded with { Restoration = RestorationKind.Released },
            AerisRecipe.Released);
        Assert.Equal(
            degraded with { Restoration = RestorationKind.Arbitrary, RestorationWeight = 40 },
            AerisRecipe.Default);
    }

    public static TheoryData<AerisRecipe, string> Invalid => new()
    {
        { new() { Steps = 0 }, "AerisRecipe.Steps must be at least 1." },
        { new() { BatchSize = 1 }, "AerisRecipe.BatchSize must be at least 2." },
        { new() { LearningRate = 0 }, "AerisRecipe.LearningRate must be above 0." },
        { new() { LearningRate = double.NaN }, "AerisRecipe.LearningRate must be above 0." },
        { new() { RestorationWeight = -1 }, "AerisRecipe.RestorationWeight must be at least 0." },
        { new() { CleanShare = 1.1 }, "AerisRecipe.CleanShare must be in [0, 1]." },
        { new() { NormalizationShare = -0.1 }, "AerisRecipe.NormalizationShare must be in [0, 1]." },
        { new() { AverageDecay = 1 }, "AerisRecipe.AverageDecay must be in [0, 1)." },
        { new() { MaximumGradientNorm = double.NaN }, "AerisRecipe.MaximumGradientNorm must be above 0." },
        { new() { LoaderThreads = -1 }, "AerisRecipe.LoaderThreads must be at least 0." },
        { new() { CheckpointInterval = 0 }, "AerisRecipe.CheckpointInterval must be at least 1." },
        { new() { Patience = 0 }, "AerisRecipe.Patience must be at least 1." },
        { new() { InputSize = 100 }, "AerisRecipe.InputSize must be a positive multiple of 32." },
        { new() { Width = 0 }, "AerisNetworkOptions.Width" },
        {
            new() { Augmentation = new() { CropSize = 100 } },
            "AugmentationOptions.CropSize must be a positive multiple of 32."
        },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Out_of_range_values_are_refused_by_name(AerisRecipe options, string message) =>
        Assert.StartsWith(
            message, Assert.ThrowsAny<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_and_pipeline_survive_their_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("options.json");
        AerisRecipe options = AerisRecipe.Released with
        {
            Seed = 9,
            LearningRate = 2.5e-4,
            Augmentation = new() { CropSize = 128 },
        };
        RunDescription written = new("aeris", options, ["a", "b"], 17);
        written.Write(path);

        RunDescription read = RunDescription.Read(path);
        AerisRecipe readOptions = (AerisRecipe)read.Recipe;

        Assert.Equal(options with { Degradation = null }, readOptions with { Degradation = null });
        Assert.Equal(
            DegradationRecipe.Format(options.Degradation!), DegradationRecipe.Format(readOptions.Degradation!));
        Assert.Equal((written.ImageCount, "a b"), (read.ImageCount, string.Join(' ', read.ClassNames)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nothing")]
    [InlineData("""{"options":{"steps":0},"classNames":["a"],"imageCount":1}""")]
    [InlineData("""{"options":{"stepz":5},"classNames":["a"],"imageCount":1}""")]
    public void A_damaged_options_file_is_refused_by_name(string json)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("options.json", json);
        Assert.StartsWith(
            $"'{path}' is damaged",
            Assert.Throws<TrainingException>(() => RunDescription.Read(path)).Message,
            StringComparison.Ordinal);
    }
}
