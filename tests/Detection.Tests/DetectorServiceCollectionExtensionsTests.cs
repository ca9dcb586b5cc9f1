using Microsoft.Extensions.DependencyInjection;

namespace DetectionSdk.Tests;

public sealed class DetectorServiceCollectionExtensionsTests
{
    [Fact]
    public void A_host_gets_one_detector_and_disposes_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "model.onnx",
            OnnxStub.Constant(
                [1, 3, 32, 32], [1, 5, 1], [1, 1, 1, 1, 1], new Dictionary<string, string> { ["names"] = "{0: 'a'}" }));
        Detector detector;
        using (
            ServiceProvider services = new ServiceCollection()
                .AddDetector(path, new DetectorOptions { Confidence = 0.4f }).BuildServiceProvider())
        {
            detector = services.GetRequiredService<Detector>();
            Assert.Same(detector, services.GetRequiredService<Detector>());
            Assert.Equal(0.4f, detector.Options.Confidence);
        }
        using OpenCvSharp.Mat image = new(32, 32, OpenCvSharp.MatType.CV_8UC3);
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(image));
    }

    [Fact]
    public void A_host_has_several_detectors_by_name_and_refuses_two_of_one_name()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("model.onnx", DetectorTests.CellMeans([1, 3, 64, 64]));
        ServiceCollection collection = new();
        collection.AddDefaultDetector().AddDetector("gate", path, new DetectorOptions { Confidence = 0.4f });
        Assert.Contains(
            "AddDetector(\"gate\", path)",
            Assert.Throws<InvalidOperationException>(() => collection.AddDetector(path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => collection.AddDetector("gate", path));
        using ServiceProvider services = collection.BuildServiceProvider();
        Assert.Equal(80, services.GetRequiredService<Detector>().Model.ClassNames.Count);
        Detector gate = services.GetRequiredKeyedService<Detector>("gate");
        Assert.Equal((0.4f, 2), (gate.Options.Confidence, gate.Model.ClassNames.Count));
    }
}
