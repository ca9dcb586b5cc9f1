using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Onnx.Tests;

public sealed class GraphBuilderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bicubic_enlargement_is_that_of_OpenCV(int factor)
    {
        const int width = 7, height = 5;
        GraphBuilder graph = new("bicubic");
        string enlarged = graph.EnlargeBicubically(graph.Input("images", "batch", 3, "h", "w"), factor);
        graph.Output("enlarged", graph.Relu(enlarged), "batch", 3, "H", "W");
        using InferenceSession session = new(graph.ToModel([]));
        float[] values = [.. Enumerable.Range(0, 3 * height * width).Select(i => 10 + i * i % 97)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, [1, 3, height, width]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            options, ["images"], [input], ["enlarged"]);
        float[] actual = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        int size = width * factor * height * factor;
        for (int channel = 0; channel < 3; channel++)
        {
            using Mat plane = Mat.FromPixelData(
                height, width, MatType.CV_32FC1, values[(channel * height * width)..((channel + 1) * height * width)]);
            using Mat expected = new();
            Cv2.Resize(plane, expected, default, factor, factor, InterpolationFlags.Cubic);
            expected.GetArray(out float[] known);
            for (int i = 0; i < size; i++) Assert.Equal(Math.Max(0, known[i]), actual[channel * size + i], 1e-3);
        }
    }
}
