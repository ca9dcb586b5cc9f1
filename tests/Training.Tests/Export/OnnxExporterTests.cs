using DetectionSdk.Families;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class OnnxExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_detector_of_one_size_takes_images_of_any_size_afterwards_and_says_how()
    {
        string model = _folder.Write("model.onnx", SmallDetector.Make()), path = _folder.File("free.onnx");
        OnnxExporter.Export(
            model, path,
            new DetectorExportOptions
            {
                InputSize = new Size(192, 192), EnlargeTo = 96, Denoise = true, License = "Apache-2.0",
                Description = "shapes",
            });

        using Detector detector = Detector.Load(path, new DetectorOptions { Confidence = 0 });
        ModelInfo info = detector.Model;
        Assert.Equal((true, true, new Size(192, 192)), (info.DynamicWidth, info.DynamicHeight, info.InputSize));
        Assert.Equal((false, 96, "Ultralytics"), (info.ScaleUp, info.Input.EnlargeTo!.Value, info.Family.Name));
        Assert.True(info.Denoise);
        Assert.Equal(["disc", "ring", "square"], info.ClassNames);
        Assert.Equal(("Apache-2.0", "shapes"), (info.Metadata["license"], info.Metadata["description"]));
        using Mat image = new(100, 160, MatType.CV_8UC3, new Scalar(30, 90, 200));
        Assert.Equal(image.Size(), detector.Detect(image).ImageSize);
    }

    [Fact]
    public void The_one_size_stays_where_it_is_asked_for()
    {
        string model = _folder.Write("model.onnx", SmallDetector.Make()), path = _folder.File("fixed.onnx");
        OnnxExporter.Export(model, path, new DetectorExportOptions { DynamicSize = false });
        using Detector detector = Detector.Load(path);
        Assert.Equal((false, new Size(64, 64)), (detector.Model.DynamicWidth, detector.Model.InputSize));
    }

    [Fact]
    public void Several_detectors_become_one_with_their_mean_weights_and_none_is_refused()
    {
        string one = _folder.Write("one.onnx", SmallDetector.Make()), path = _folder.File("mean.onnx");
        OnnxExporter.Export([one, one], path, new DetectorExportOptions { Description = "shapes" });
        OnnxExporter.Export(one, _folder.File("one-again.onnx"), new DetectorExportOptions { Description = "shapes" });
        Assert.Equal(File.ReadAllBytes(_folder.File("one-again.onnx")), File.ReadAllBytes(path));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => OnnxExporter.Export([], _folder.File("none.onnx"), new DetectorExportOptions()));
    }

    [Fact]
    public void A_folder_without_a_robust_run_has_no_such_model() =>
        Assert.Null(OnnxExporter.ModelOf(_folder.Path));

    [Fact]
    public void A_family_that_the_metadata_name_is_taken_and_one_that_is_unknown_is_refused()
    {
        string model = _folder.Write("model.onnx", SmallDetector.Make());
        DetectionSdk.Onnx.OnnxModel file = DetectionSdk.Onnx.OnnxModel.Load(model);
        file.SetMetadata("family", "YOLO-ZERO");
        file.Save(model);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Detector.Load(model));
        Assert.StartsWith(
            $"'{model}': metadata 'family' is 'YOLO-ZERO'; expected one of ", error.Message, StringComparison.Ordinal);
        Assert.All(KnownFamilies.All, family => Assert.Contains(family.Name, error.Message, StringComparison.Ordinal));
    }
}
