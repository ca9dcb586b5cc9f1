using OpenCvSharp;

namespace DetectionSdk.Tests;

public sealed class DefaultModelTests
{
    [Fact]
    public void The_general_model_loads_without_a_path_and_takes_pictures_at_their_own_size()
    {
        using Detector detector = Detector.LoadDefault();
        ModelInfo model = detector.Model;
        Assert.Equal((80, "person", "toothbrush"), (model.ClassNames.Count, model.ClassNames[0], model.ClassNames[^1]));
        Assert.Equal((new Size(640, 640), false, 320), (model.InputSize, model.ScaleUp, model.Input.EnlargeTo!.Value));
        Assert.Equal("Apache-2.0", model.Metadata["license"]);
        using Mat grey = new(new Size(100, 60), MatType.CV_8UC3, Scalar.All(114));
        Assert.Empty(detector.Detect(grey).Objects);
    }

    [Fact]
    public void Every_model_of_the_SDK_stays_below_16_megabytes()
    {
        string[] models = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models"), "*.onnx");
        Assert.Equal(
            ["denoise.onnx", "general.onnx", "scenes-aeris.onnx", "scenes-clean.onnx", "street.onnx"],
            models.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(models, model => Assert.InRange(new FileInfo(model).Length, 1, 16_000_000));
    }

    [Fact]
    public void The_general_model_finds_road_users_in_a_photograph()
    {
        using Detector detector = Detector.LoadDefault();
        DetectionResult result = detector.Detect(SharedData.Path("photos", "bus.jpg"));
        Assert.Contains(result.Objects, found => found.Label == "bus");
        Assert.Contains(result.Objects, found => found.Label == "person");
    }
}
