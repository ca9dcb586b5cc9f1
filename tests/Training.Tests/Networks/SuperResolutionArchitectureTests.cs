using System.Text.Json;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionArchitectureTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Fact]
    public void A_further_network_is_trained_resumed_exported_and_opened()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe recipe = new()
        {
            Steps = 3,
            BatchSize = 2,
            Threads = 1,
            Network = new SuperResolutionOptions { Architecture = ToySuperResolution.Architecture, Scale = 2 },
            Augmentation = new AugmentationOptions { CropSize = 64 },
        };
        Trainer.Create(recipe, folder.Path, scenes.Train, null).Train();
        File.Delete(folder.File("best.onnx"));
        Assert.True(Trainer.Resume(folder.Path, scenes.Train, null).Train().Completed);

        using TrainedSuperResolution trained = TrainedSuperResolution.Load(folder.Path);
        Assert.IsType<ToySuperResolution>(trained.Network);
        using SuperResolver resolver = SuperResolver.Load(folder.File("best.onnx"));
        Assert.Equal("toy-network", resolver.Model.Architecture);
        Assert.Contains(
            "Scale must be one of 2, 3 for toy-network",
            Assert.Throws<ArgumentOutOfRangeException>(
                (recipe with { Network = recipe.Network with { Scale = 4 } }).Validate).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("any-scale", "\"anyScale\"")]
    [InlineData("AnyScale", "\"anyScale\"")]
    [InlineData("edsr", "\"edsr\"")]
    public void Names_are_read_as_they_were_ever_written(string name, string json)
    {
        Assert.True(SuperResolutionArchitecture.TryParse(name, out SuperResolutionArchitecture? architecture));
        Assert.Equal(json, JsonSerializer.Serialize(architecture));
        Assert.Same(architecture, JsonSerializer.Deserialize<SuperResolutionArchitecture>(json));
        Assert.Same(architecture, JsonSerializer.Deserialize<SuperResolutionArchitecture>($"\"{name}\""));
    }

    [Theory]
    [InlineData("\"rdn\"", "the architecture is 'rdn'; known are 'srcnn', 'fsrcnn', 'edsr', 'dbpn', 'any-scale'")]
    [InlineData("5", "the architecture is ''")]
    public void An_unknown_one_is_named(string json, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SuperResolutionArchitecture>(json)).Message,
            StringComparison.Ordinal);
}
