using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training;

/// <summary>
/// Writes a <see cref="FeedbackNetwork"/> as an ONNX file: inputs <c>images</c> (B, 3, h, w) and <c>instances</c> (B,
/// 2, s h, s w), output <c>enlarged</c>, the picture of the last step. Metadata: <c>scale</c>, <c>condition</c>,
/// <c>things</c>, <c>degradation</c>, and <c>steps</c>, the names of the tensors of all steps' pictures.
/// </summary>
internal static class FeedbackExporter
{
    private const string Enlarged = "enlarged";

    private static readonly long[][] Shapes = [[2, 3, 17, 24], [1, 3, 32, 21]];

    /// <exception cref="ModelExportException">
    /// The network computes numbers that are not finite, or the exported model computes something else.
    /// </exception>
    public static void Export(FeedbackNetwork network, string path, FeedbackRecipe recipe)
    {
        byte[] model = ToModel(network, recipe);
        ExportParity.Require(model, path, Shapes, images => Answer(network, images));
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    internal static byte[] ToModel(FeedbackNetwork network, FeedbackRecipe recipe)
    {
        GraphBuilder graph = new("feedback-super-resolution");
        string images = graph.Input("images", "batch", 3, "height", "width");
        string instances = graph.Input(
            "instances", "batch", InstanceMaps.Planes, "enlarged_height", "enlarged_width");
        IReadOnlyList<string> steps = network.AddTo(graph, images, instances);
        graph.Output(Enlarged, steps[^1], "batch", 3, "enlarged_height", "enlarged_width");
        return graph.ToModel(
        [
            new("description", "Enlarges images in steps, told of the instances in them"),
            new("author", "DetectionSDK"),
            new("license", "MIT"),
            new("task", "feedback-super-resolution"),
            new("scale", network.Options.Scale.ToString(CultureInfo.InvariantCulture)),
            new("condition", recipe.Condition.ToString()),
            new("things", string.Join(',', recipe.Things)),
            new("steps", string.Join(',', [.. steps.SkipLast(1), Enlarged])),
            new("degradation", DegradationRecipe.Format(recipe.Shrinking)),
        ]);
    }

    private static ParityCase Answer(FeedbackNetwork network, Tensor images)
    {
        int scale = network.Options.Scale;
        Device device = network.parameters().First().device;
        Tensor maps = linspace(0, 1, InstanceMaps.Planes).view(1, -1, 1, 1)
            .expand(images.shape[0], -1, images.shape[2] * scale, images.shape[3] * scale).contiguous();
        Tensor expected = network.call(images.to(device), maps.to(device)).cpu();
        int[] shape = [.. maps.shape.Select(side => (int)side)];
        return new ParityCase(expected, expected.abs().max())
        {
            Extra = NamedOnnxValue.CreateFromTensor(
                "instances", new DenseTensor<float>(maps.data<float>().ToArray(), shape)),
        };
    }
}
