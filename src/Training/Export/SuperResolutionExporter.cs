using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training;

/// <summary>
/// Writes a <see cref="SuperResolutionNetwork"/> as an ONNX file for <c>SuperResolver</c>: input <c>images</c> (B, 3,
/// h, w), RGB in [0, 1], any B, h and w; a network for any size takes <c>size</c>, two integers (height, width), too;
/// output <c>enlarged</c> (B, 3, H, W), about [0, 1]. Metadata: <c>task</c> super-resolution, <c>scale</c> (a number or
/// any), <c>maximum-scale</c>, <c>architecture</c>, <c>recipe</c>, <c>degradation</c> (its recipe) and <c>overlap</c>,
/// the pixels that tiles must overlap by.
/// </summary>
public static class SuperResolutionExporter
{
    private const float Tolerance = 1e-4f;
    private const ulong Seed = 20180311;
    private static readonly long[][] Shapes = [[2, 3, 17, 24], [1, 3, 32, 21]];

    /// <summary>
    /// Exports a network after checking that ONNX Runtime computes with the file what the network computes. The file
    /// appears whole or not at all.
    /// </summary>
    /// <param name="network">The trained network. Its precision is as before afterwards.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="training">What the network was trained with, for the metadata.</param>
    /// <exception cref="ModelExportException">
    /// The network computes numbers that are not finite, or the exported model computes something else.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(SuperResolutionNetwork network, string path, SuperResolutionTrainerOptions training)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentException.ThrowIfNullOrEmpty(path);
        GraphBuilder graph = new("super-resolution");
        string enlarged = network.AddTo(graph, graph.Input("images", "batch", 3, "height", "width"));
        graph.Output("enlarged", enlarged, "batch", 3, "enlarged_height", "enlarged_width");
        byte[] model = graph.ToModel(Metadata(network, training));
        RequireParity(network, model, path);
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    private static KeyValuePair<string, string>[] Metadata(SuperResolutionNetwork network, SuperResolutionTrainerOptions training) =>
    [
        new(
            "description",
            $"Enlarges images for detection; {Name(network.Options.Architecture)}, {Name(training.Recipe)}"),
        new("author", "DetectionSDK"),
        new("license", "MIT"),
        new("task", "super-resolution"),
        new("scale", network.TakesAnySize ? "any" : Text(network.Options.Scale)),
        .. network.TakesAnySize
            ? [new KeyValuePair<string, string>("maximum-scale", Text(network.Options.Scale))]
            : Array.Empty<KeyValuePair<string, string>>(),
        new("architecture", Name(network.Options.Architecture)),
        new("recipe", Name(training.Recipe)),
        new("degradation", DegradationRecipe.Format(training.Shrinking)),
        new("overlap", Text(network.Reach)),
    ];

    private static void RequireParity(SuperResolutionNetwork network, byte[] model, string path)
    {
        RuntimeTelemetry.TurnOff();
        using InferenceSession session = new(model);
        using Generator generator = new(Seed);
        Precision precision = network.Precision;
        network.Precision = Precision.Full;
        try
        {
            foreach (long[] shape in Shapes) RequireEqual(network, session, rand(shape, generator: generator), path);
        }
        finally
        {
            network.Precision = precision;
        }
    }

    private static void RequireEqual(
        SuperResolutionNetwork network, InferenceSession session, Tensor images, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        double scale = network.TakesAnySize ? 1 + 0.7 * (network.Options.Scale - 1) : network.Options.Scale;
        Size size = new((int)(images.shape[3] * scale), (int)(images.shape[2] * scale));
        Tensor expected = network.call(images.to(network.parameters().First().device), size).cpu();
        Tensor actual = Run(session, images, size, network.TakesAnySize);
        float difference = actual.shape.SequenceEqual(expected.shape)
            ? actual.sub(expected).abs().max().item<float>()
            : float.PositiveInfinity;
        if (!(difference <= Tolerance))
            throw new ModelExportException(
                $"'{path}' was not written: on an input of {string.Join(" x ", images.shape)} ONNX Runtime gives "
                + $"({string.Join(", ", actual.shape)}), the network ({string.Join(", ", expected.shape)}), "
                + $"and they differ by {difference:g3}; expected at most {Tolerance:g1}.");
    }

    private static Tensor Run(InferenceSession session, Tensor images, Size size, bool takesSize)
    {
        DenseTensor<float> input = new(images.data<float>().ToArray(), [.. images.shape.Select(length => (int)length)]);
        List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor("images", input)];
        if (takesSize)
            inputs.Add(
                NamedOnnxValue.CreateFromTensor(
                    "size", new DenseTensor<long>(new long[] { size.Height, size.Width }, [2])));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs);
        DenseTensor<float> result = (DenseTensor<float>)outputs[0].AsTensor<float>();
        return tensor(result.Buffer.ToArray()).view([.. result.Dimensions.ToArray().Select(length => (long)length)]);
    }

    /// <summary>TaskDriven becomes task-driven.</summary>
    private static string Name<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
