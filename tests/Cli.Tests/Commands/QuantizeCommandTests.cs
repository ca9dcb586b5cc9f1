using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests.Commands;

public sealed class QuantizeCommandTests : IDisposable
{
    private const int Side = 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_int8_model_is_written_and_what_became_of_its_layers_is_said()
    {
        WritePhotographs(3);
        _folder.Write("photos/broken.jpg", "no picture");

        Detsdk run = Detsdk.Run(
            "quantize", WriteModel(), "--photos", _folder.File("photos"), "--out", _folder.File("int8.onnx"));

        Assert.Equal(0, run.ExitCode);
        string[] said = run.Output.Trim().Split('\n');
        Assert.Equal("3 calibration photographs; 2 of 2 convolutions run in int8.", said[0]);
        Assert.Matches(@"^On this machine int8 .*\d\.\d\d x as fast as float\.", Assert.Single(said[1..]));
        Assert.Contains("broken.jpg", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("left out.", run.Error.Trim(), StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.Equal(0, Detsdk.Run("info", _folder.File("int8.onnx")).ExitCode);

        Detsdk again = Detsdk.Run(
            "quantize", _folder.File("int8.onnx"), "--photos", _folder.File("photos"), "--out", _folder.File("b.onnx"));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("int8.onnx' is quantised already", again.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("b.onnx")));
    }

    [Fact]
    public void A_super_resolution_model_stays_one()
    {
        WritePhotographs(3);
        string[] command =
            ["quantize", WriteFrontEnd(), "--photos", _folder.File("photos"), "--out", _folder.File("b.onnx")];

        Detsdk run = Detsdk.Run([.. command, "--minimum-signal-to-noise=-100"]);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            "3 calibration photographs; 1 of 1 convolutions run in int8.", run.Output, StringComparison.Ordinal);
        using SuperResolver before = SuperResolver.Load(_folder.File("front-end.onnx"));
        using SuperResolver after = SuperResolver.Load(_folder.File("b.onnx"));
        using Mat photograph = Cv2.ImRead(_folder.File("photos/1.png")), image = before.Upscale(photograph);
        using Mat integers = after.Upscale(photograph);
        Assert.Equal((true, 2), (after.Model.Metadata.ContainsKey(Quantizer.MetadataKey), after.Model.Scale));
        Assert.InRange(Cv2.Norm(image, integers, NormTypes.INF), 0, 3);

        Detsdk wrong = Detsdk.Run([.. command, "--input-size", "64"]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("--input-size is for detectors; '", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_use_and_photographs_without_differences_are_refused()
    {
        string model = WriteModel();
        WritePhotographs(1);
        Assert.Contains("all alike", Refused(1, model, _folder.File("photos"), "int8.onnx"), StringComparison.Ordinal);
        Assert.Contains(
            "the model itself; expected another file", Refused(2, model, _folder.File("photos"), "model.onnx"),
            StringComparison.Ordinal);
        Assert.Contains(
            "absent", Refused(1, model, _folder.File("absent"), "int8.onnx"), StringComparison.Ordinal);
        Assert.Contains(
            "--count is 1; expected at least 2.",
            Refused(2, model, _folder.File("photos"), "int8.onnx", "--count", "1"), StringComparison.Ordinal);
        Assert.Contains(
            "--target is gpu; expected x64, x64WithoutVnni, arm, tensorRt.",
            Refused(2, model, _folder.File("photos"), "int8.onnx", "--target", "gpu"), StringComparison.Ordinal);
        Assert.Contains(
            "--percentile must be in [50, 100]",
            Refused(2, model, _folder.File("photos"), "int8.onnx", "--percentile", "10"), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("int8.onnx")));
    }

    private string Refused(int exitCode, string model, string photos, string output, params string[] more)
    {
        Detsdk run = Detsdk.Run(["quantize", model, "--photos", photos, "--out", _folder.File(output), .. more]);
        Assert.Equal(exitCode, run.ExitCode);
        return run.Error;
    }

    // So many different photographs; a single one is there twice.
    private void WritePhotographs(int count)
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < Math.Max(2, count); i++)
        {
            using Mat photograph = new(Side, Side, MatType.CV_8UC3, Scalar.All(40));
            int shift = count == 1 ? 0 : i;
            Cv2.Rectangle(photograph, new Rect(5 * shift, 8, 30, 30), new Scalar(200, 40 * shift, 90), -1);
            photograph.SaveImage(_folder.File($"photos/{i}.png"));
        }
    }

    // Doubles images: a convolution makes the four pixels of each.
    private string WriteFrontEnd()
    {
        GraphBuilder graph = new("front-end");
        float[] weights =
            [.. Enumerable.Range(0, 12 * 3).Select(i => i / 3 / 4 == i % 3 ? 0.9f : 0)]; // (out, in)
        string pixels = graph.Convolution(
            graph.Input("images", "batch", 3, "height", "width"), graph.Constant(weights, 12, 3, 1, 1),
            graph.Constant(new float[12], 12), kernel: 1);
        graph.Output("enlarged", graph.PixelShuffle(pixels, 2), "batch", 3, "enlarged_height", "enlarged_width");
        return _folder.Write(
            "front-end.onnx",
            graph.ToModel([new("task", "super-resolution"), new("scale", "2"), new("overlap", "0")]));
    }

    // Two layers and two classes, as Ultralytics lays out its answer.
    private string WriteModel()
    {
        GraphBuilder graph = new("small");
        Random random = new(3);
        string first = graph.Relu(Convolve(graph.Input("images", 1, 3, Side, Side), 3, 8));
        graph.Output("output0", graph.Reshape(Convolve(first, 8, 6), 1, 6, 256), 1, 6, 256);
        return _folder.Write("model.onnx", graph.ToModel([new("names", "{0: 'one', 1: 'two'}")]));

        string Convolve(string input, int from, int to) => graph.Convolution(
            input, graph.Constant(Draw(to * from * 9), to, from, 3, 3), graph.Constant(Draw(to), to), kernel: 3,
            stride: 2, padding: 1);

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
