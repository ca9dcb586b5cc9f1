using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class ImageNetEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_beside_the_program_comes_before_the_one_that_NuGet_has_fetched()
    {
        string fetched = ImageNetEncoder.Find(_folder.Path);
        Assert.Equal(
            Path.Combine(
                FetchedPackages.Folder, "microsoft.ml.dnnimagefeaturizer.resnet18", ImageNetEncoder.Version, "tools",
                "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx"),
            fetched);
        Assert.True(File.Exists(fetched), "The build of detsdk fetches it.");

        string beside = _folder.Write("resnet18.onnx", "any");
        Assert.Equal(beside, ImageNetEncoder.Find(_folder.Path));
    }

    [Theory]
    [InlineData("resnet18.onnx")]
    [InlineData("ResNet18.onnx")]
    public void An_absent_file_is_named_with_the_command_that_fetches_it(string name)
    {
        string path = _folder.File(name);
        TrainingException error = Assert.Throws<TrainingException>(
            () => PretrainedEncoder.Load(path, Array.Empty<AerisNetwork>()));
        Assert.Equal(
            $"'{path}' is absent, the ResNet-18 trained on ImageNet that this training starts from. The package that "
            + "holds it is fetched once for all: dotnet package download Microsoft.ML.DnnImageFeaturizer.ResNet18@"
            + $"{ImageNetEncoder.Version} --output {FetchedPackages.Folder}",
            error.Message);
    }

    [Fact]
    public void The_version_that_is_fetched_is_the_one_that_is_built_with() => Assert.Contains(
        $"Include=\"{ImageNetEncoder.Package}\" Version=\"[{ImageNetEncoder.Version}]\"",
        File.ReadAllText(Repository.Path("src", "Cli", "Cli.csproj")), StringComparison.Ordinal);
}
