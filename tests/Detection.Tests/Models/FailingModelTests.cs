using OpenCvSharp;

namespace DetectionSdk.Tests.Models;

/// <summary>Models that open and then do not do what they say.</summary>
public sealed class FailingModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Dynamic on paper, but inside a Reshape that fits 64 x 64 only.
    [Fact]
    public void A_run_that_fails_names_model_and_image_and_the_next_image_succeeds()
    {
        byte[] model = OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, 0, 0])], ("output0", OnnxStub.Float32, [1, 6, 0]),
            [OnnxStub.Tensor("shape", OnnxStub.Int64, [3], OnnxStub.Bytes<long>([1, 6, 2048]))],
            [OnnxStub.Node("Reshape", ["images", "shape"], ["output0"])],
            new Dictionary<string, string> { ["names"] = "['a', 'b']", ["imgsz"] = "64" });
        using Detector detector = Detector.Load(_folder.Write("model.onnx", model));
        using Mat square = new(64, 64, MatType.CV_8UC3), wide = new(32, 64, MatType.CV_8UC3);
        detector.Detect(square);
        Assert.StartsWith(
            $"'{_folder.File("model.onnx")}' failed on an image of 64 x 32 pixels: ",
            Assert.Throws<ModelRunException>(() => detector.Detect(wide)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelRunException>(() => detector.DetectBatch([square, wide]));
        detector.Detect(square);
    }

    [Fact]
    public void A_score_that_is_not_finite_is_dropped_and_the_sound_object_beside_it_stays()
    {
        float[] answer = [10, 40, 10, 40, 8, 8, 8, 8, 0, 0.75f, float.PositiveInfinity, 0];
        using Detector detector = Detector.Load(OnnxStub.Constant(
            [1, 3, 64, 64], [1, 6, 2], answer, new Dictionary<string, string> { ["names"] = "['a', 'b']" }));
        using Mat image = new(64, 64, MatType.CV_8UC3);
        Assert.Equal(
            new DetectedObject(new Rect2d(36, 36, 8, 8), 0, "a", 0.75f),
            Assert.Single(detector.Detect(image).Objects));
    }

    [Theory]
    [InlineData("65535", "[640, 640]")]
    [InlineData("32", "[65535, 65535]")]
    public void Absurd_sizes_are_refused_before_memory_is_taken(string stride, string size)
    {
        byte[] model = OnnxStub.Constant(
            [1, 3, 0, 0], [1, 6, 1], new float[6],
            new Dictionary<string, string> { ["names"] = "['a', 'b']", ["stride"] = stride, ["imgsz"] = size });
        Assert.Contains(
            "expected at most 134217728 pixels",
            Assert.Throws<ModelFormatException>(() => Detector.Load(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_that_is_not_needed_cannot_refuse_a_model()
    {
        using Detector detector = Detector.Load(OnnxStub.Constant(
            [1, 3, 64, 64], [1, 6, 1], new float[6],
            new Dictionary<string, string> { ["names"] = "['a', 'b']", ["stride"] = "x", ["imgsz"] = "oops" }));
        Assert.Equal(32, detector.Model.Stride);
    }

    [Fact]
    public void An_input_size_is_refused_in_words_where_the_input_is_fixed()
    {
        byte[] model = OnnxStub.Constant(
            [1, 3, 64, 96], [1, 6, 1], new float[6], new Dictionary<string, string> { ["names"] = "['a', 'b']" });
        Assert.Equal(
            "'model in memory' has a fixed input of 96 x 64 pixels; an input size of 288 x 288 is for models whose "
            + "sides are dynamic.",
            Assert.Throws<ModelFormatException>(
                () => Detector.Load(model, new DetectorOptions { InputSize = new Size(288, 288) })).Message);
        Detector.Load(model, new DetectorOptions { InputSize = new Size(96, 64) }).Dispose();
    }

    [Fact]
    public void Flipped_bytes_are_refused_by_name_and_nothing_else()
    {
        byte[] model = DetectorTests.CellMeans([1, 3, 64, 64]);
        using Mat image = new(64, 64, MatType.CV_8UC3);
        Random random = new(5);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. model];
            // beside the weights, where a flip is but another number
            int at = random.Next(600) is var n && n < 300 ? n : model.Length - 1 - (n - 300);
            damaged[at] ^= (byte)(1 << random.Next(8));
            try
            {
                using Detector detector = Detector.Load(damaged);
                detector.Detect(image);
            }
            catch (Exception error) when (error is ModelFormatException or ModelRunException)
            {
                Assert.Contains("'model in memory'", error.Message, StringComparison.Ordinal);
            }
        }
    }
}
