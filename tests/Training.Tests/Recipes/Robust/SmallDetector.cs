using DetectionSdk.Onnx;

namespace DetectionSdk.Training.Tests;

/// <summary>
/// A detector of three classes that takes a millisecond: convolutions, SiLU, pooling, an enlarged branch, and the
/// answer of a YOLOv8 model, (B, 4 + 3, places). Its weights are fixed numbers without a meaning.
/// </summary>
internal static class SmallDetector
{
    public const int Side = 64;

    private static readonly Dictionary<string, string> Metadata = new()
    {
        ["names"] = "{0: 'disc', 1: 'ring', 2: 'square'}",
    };

    /// <param name="free">Whether number and size of the images are free, as they are fixed otherwise.</param>
    public static byte[] Make(bool free = false)
    {
        GraphBuilder graph = new("small detector");
        object batch = free ? "batch" : 1, height = free ? "height" : Side, width = free ? "width" : Side;
        string images = graph.Input("images", batch, 3, height, width);
        string quarter = Layer(graph, Layer(graph, images, 3, 8, stride: 2), 8, 16, stride: 2);
        string eighth = Layer(graph, graph.MaxPool(quarter, stride: 2), 16, 16);
        string features = graph.Concatenate(graph.EnlargeTwice(eighth), quarter);
        string boxes = graph.Multiply(Convolution(graph, features, 32, 4), graph.Constant([30f]));
        string scores = graph.Sigmoid(Convolution(graph, features, 32, 3));
        // As exporters write it: with the batch of one in numbers, or free.
        string answer = graph.Reshape(graph.Concatenate(boxes, scores), free ? 0 : 1, 7, -1);
        graph.Output("output0", answer, batch, 7, free ? "places" : Side / 4 * (Side / 4));
        return graph.ToModel(Metadata);
    }

    private static string Layer(GraphBuilder graph, string input, int from, int to, int stride = 1)
    {
        string convolved = Convolution(graph, input, from, to, stride);
        return graph.Multiply(convolved, graph.Sigmoid(convolved));
    }

    private static string Convolution(GraphBuilder graph, string input, int from, int to, int stride = 1)
    {
        string weight = graph.Constant(Numbers(to * from * 9, 1 / Math.Sqrt(from)), to, from, 3, 3);
        return graph.Convolution(input, weight, graph.Constant(Numbers(to, 0.1), to), kernel: 3, stride, padding: 1);
    }

    private static float[] Numbers(int count, double range) =>
        [.. Enumerable.Range(1, count).Select(i => (float)(range * Math.Sin(i * i + count)))];
}
