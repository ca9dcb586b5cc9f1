using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx.Tests.Quantization;

/// <summary>Networks of a few layers with drawn weights, and pictures for them.</summary>
internal static class SmallNetwork
{
    public const int Side = 16;

    /// <summary>
    /// A network that begins with the images (1, 3, 16, 16), has one output of drawn values, and is what a function
    /// makes of it.
    /// </summary>
    public static OnnxModel Build(Func<GraphBuilder, string, string> layers)
    {
        GraphBuilder graph = new("small");
        string images = graph.Input("images", 1, 3, Side, Side);
        graph.Output("output", layers(graph, images), "batch", "channels", "height", "width");
        return OnnxModel.Parse(graph.ToModel([new("names", "{0: 'one'}")]), "small.onnx");
    }

    /// <summary>Conv, SiLU, Conv.</summary>
    public static OnnxModel WithSilu() =>
        Build((graph, images) => Convolve(graph, Silu(graph, Convolve(graph, images, 3, 8, 1)), 8, 4, 2));

    public static string Silu(GraphBuilder graph, string input) => graph.Multiply(input, graph.Sigmoid(input));

    /// <summary>A convolution of 3 x 3 with weights of about one over the root of the number of products.</summary>
    public static string Convolve(GraphBuilder graph, string input, int from, int to, int seed)
    {
        float size = 1 / MathF.Sqrt(9f * from);
        return graph.Convolution(
            input, graph.Constant(Draw(to * from * 9, seed, size), to, from, 3, 3),
            graph.Constant(Draw(to, seed + 1000, 0.2f), to), kernel: 3, padding: 1);
    }

    public static IReadOnlyCollection<NamedOnnxValue>[] Pictures(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Picture(i))];

    public static IReadOnlyCollection<NamedOnnxValue> Picture(int seed) =>
        [
            NamedOnnxValue.CreateFromTensor(
                "images", new DenseTensor<float>(Draw(3 * Side * Side, 77 + seed, 1), [1, 3, Side, Side]))
        ];

    /// <summary>What a plain session answers.</summary>
    public static float[] Answer(OnnxModel model, IReadOnlyCollection<NamedOnnxValue> picture)
    {
        using InferenceSession session = new(model.ToBytes());
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> found = session.Run(picture);
        return found[0].AsTensor<float>().ToArray();
    }

    /// <summary>Mean distance of two answers.</summary>
    public static double Distance(float[] one, float[] other) =>
        one.Zip(other, (a, b) => Math.Abs(a - b)).Average();

    private static float[] Draw(int count, int seed, float size)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle() - 1) * size)];
    }
}
