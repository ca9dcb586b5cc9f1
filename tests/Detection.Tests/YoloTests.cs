namespace DetectionSdk.Tests;

/// <summary>The detector on a real model and real photographs.</summary>
public sealed class YoloTests
{
    [Fact]
    public void Bus_photograph_gives_the_published_scores()
    {
        using Detector detector = Detector.Load(SharedData.Model("yolov8n.onnx"));
        DetectionResult result = detector.Detect(SharedData.Path("photos", "bus.jpg"));

        Assert.Equal(["person", "person", "person", "bus", "person"], result.Objects.Select(o => o.Label));
        float[] expected = [0.914f, 0.898f, 0.897f, 0.834f, 0.416f];
        foreach ((float score, DetectedObject item) in expected.Zip(result.Objects))
            Assert.Equal(score, item.Score, 0.01f);
    }

    [Fact]
    public void Threads_on_a_real_model_agree_with_the_serial_run()
    {
        using Detector detector = Detector.Load(SharedData.Model("yolov8n.onnx"));
        string[] files = Directory.GetFiles(SharedData.Path("photos"));
        DetectionResult[] expected = [.. files.Select(detector.Detect)];
        Parallel.For(
            0, 4 * files.Length,
            i => Assert.Equal(expected[i % files.Length].Objects, detector.Detect(files[i % files.Length]).Objects));
    }
}
