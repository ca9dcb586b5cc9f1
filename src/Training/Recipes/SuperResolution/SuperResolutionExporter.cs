using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
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
    private static readonly long[][] Shapes = [[2, 3, 17, 24], [1, 3, 32, 21]];

    /// <summary>
    /// Exports a network after checking that ONNX Runtime computes with the file what the network computes. The file
    /// appears whole or not at all.
    /// </summary>
    /// <param name="network">The trained network. Its precision is as before afterwards.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="recipe">What the network was trained with, for the metadata.</param>
    /// <exception cref="ModelExportException">
    /// The network computes numbers that are not finite, or the exported model computes something else.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(SuperResolutionNetwork network, string path, SuperResolutionRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Export(network, path, Name(recipe.Goal), recipe.Shrinking);
    }

    internal static void Export(
        SuperResolutionNetwork network, string path, string recipe, DegradationPipeline shrinking)
    {
        GraphBuilder graph = new("super-resolution");
        string enlarged = network.AddTo(graph, graph.Input("images", "batch", 3, "height", "width"));
        graph.Output("enlarged", enlarged, "batch", 3, "enlarged_height", "enlarged_width");
        byte[] model = graph.ToModel(Metadata(network, recipe, shrinking));
        RequireParity(network, model, path);
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    internal static KeyValuePair<string, string>[] Metadata(
        SuperResolutionNetwork network, string recipe, DegradationPipeline shrinking) =>
    [
        new("description", $"Enlarges images for detection; {network.Options.Architecture}, {recipe}"),
        new("author", "DetectionSDK"),
        new("license", "MIT"),
        new("task", "super-resolution"),
        new("scale", network.TakesAnySize ? "any" : Text(network.Options.Scale)),
        .. network.TakesAnySize
            ? [new KeyValuePair<string, string>("maximum-scale", Text(network.Options.Scale))]
            : Array.Empty<KeyValuePair<string, string>>(),
        new("architecture", network.Options.Architecture.Name),
        new("recipe", recipe),
        new("degradation", DegradationRecipe.Format(shrinking)),
        new("overlap", Text(network.Reach)),
    ];

    private static void RequireParity(SuperResolutionNetwork network, byte[] model, string path)
    {
        Precision precision = network.Precision;
        network.Precision = Precision.Full;
        try
        {
            ExportParity.Require(model, path, Shapes, images => Answer(network, images));
        }
        finally
        {
            network.Precision = precision;
        }
    }

    private static ParityCase Answer(SuperResolutionNetwork network, Tensor images)
    {
        double scale = network.TakesAnySize ? 1 + 0.7 * (network.Options.Scale - 1) : network.Options.Scale;
        Size size = new((int)(images.shape[3] * scale), (int)(images.shape[2] * scale));
        Tensor expected = network.call(images.to(network.parameters().First().device), size).cpu();
        long[] asked = [size.Height, size.Width];
        return new ParityCase(expected, expected.abs().max())
        {
            Extra = network.TakesAnySize
                ? NamedOnnxValue.CreateFromTensor("size", new DenseTensor<long>(asked, [asked.Length]))
                : null,
        };
    }

    /// <summary>TaskDriven becomes task-driven.</summary>
    private static string Name<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
