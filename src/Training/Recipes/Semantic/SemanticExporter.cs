using DetectionSdk.Degradation;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using ModelMetadata = DetectionSdk.Models.ModelMetadata;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training;

/// <summary>
/// Writes what a <see cref="SemanticRecipe"/> has trained as an ONNX file for <see cref="SuperResolver"/>. A network
/// that takes maps has a second input <c>maps</c> (B, K, H, W) of the output's size, and names its classes.
/// </summary>
internal static class SemanticExporter
{
    private static readonly long[][] Shapes = [[2, 3, 17, 24], [1, 3, 32, 21]];

    /// <exception cref="ModelExportException">
    /// The network computes numbers that are not finite, or the exported model computes something else.
    /// </exception>
    public static void Export(
        SemanticNetwork network, string path, SemanticRecipe recipe, IReadOnlyList<string> classNames)
    {
        string name = Name(recipe);
        if (network.Enlarger is { } plain) SuperResolutionExporter.Export(plain, path, name, recipe.Shrinking);
        else Export(network.Conditioned!, path, name, recipe.Shrinking, classNames);
    }

    private static void Export(
        ConditionedEdsr network, string path, string recipe, DegradationPipeline shrinking,
        IReadOnlyList<string> classNames)
    {
        GraphBuilder graph = new("conditioned-super-resolution");
        string images = graph.Input("images", "batch", 3, "height", "width");
        string maps = graph.Input("maps", "batch", network.Classes, "enlarged_height", "enlarged_width");
        graph.Output("enlarged", network.AddTo(graph, images, maps), "batch", 3, "enlarged_height", "enlarged_width");
        byte[] model = graph.ToModel(
        [
            .. SuperResolutionExporter.Metadata(network.Twin, recipe, shrinking),
            new(ModelMetadata.Names, ModelMetadata.FormatNames(classNames)),
        ]);
        ExportParity.Require(model, path, Shapes, input => Answer(network, input));
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    private static ParityCase Answer(ConditionedEdsr network, Tensor images)
    {
        int scale = network.Twin.Options.Scale;
        Device device = network.parameters().First().device;
        float[] shares = [.. Enumerable.Range(1, network.Classes).Select(number => 1f / number)];
        Tensor maps = tensor(shares, [1, shares.Length, 1, 1])
            .expand(images.shape[0], -1, images.shape[2] * scale, images.shape[3] * scale).contiguous();
        Tensor expected = network.call(images.to(device), maps.to(device)).cpu();
        return new ParityCase(expected, expected.abs().max())
        {
            Extra = NamedOnnxValue.CreateFromTensor(
                "maps",
                new DenseTensor<float>(maps.data<float>().ToArray(), [.. maps.shape.Select(side => (int)side)])),
        };
    }

    private static string Name(SemanticRecipe recipe)
    {
        string place = recipe.Condition == ConditionPlace.None ? "" : $"told by {recipe.Condition}, ";
        return $"{place}bands {recipe.Bands}".ToLowerInvariant();
    }
}
