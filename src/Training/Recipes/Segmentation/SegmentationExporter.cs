using System.Globalization;
using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Models;
using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Writes a <see cref="SegmentationNetwork"/> as an ONNX file for <see cref="Segmenter"/>, without the branches that
/// taught it.
/// </summary>
internal static class SegmentationExporter
{
    private static readonly long[][] Shapes = [[2, 3, 64, 96], [1, 3, 96, 64]];

    /// <summary>
    /// Exports a network after checking that ONNX Runtime computes with the file what the network computes. The file
    /// appears whole or not at all.
    /// </summary>
    /// <param name="network">The trained network. Its mode and precision are as before afterwards.</param>
    /// <param name="classNames">One name per class.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="recipe">What the network was trained with, for the metadata.</param>
    /// <exception cref="ModelExportException">
    /// The network computes numbers that are not finite, or the exported model computes something else.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(
        SegmentationNetwork network, IReadOnlyList<string> classNames, string path, SegmentationRecipe recipe)
    {
        GraphBuilder graph = new("segmentation");
        string shares = network.AddTo(graph, graph.Input(Segmenter.Images, "batch", 3, "height", "width"));
        graph.Output(Segmenter.Shares, shares, "batch", classNames.Count, "answered_height", "answered_width");
        byte[] model = graph.ToModel(Metadata(network, classNames, recipe));
        RequireParity(network, model, path);
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    private static IEnumerable<KeyValuePair<string, string>> Metadata(
        SegmentationNetwork network, IReadOnlyList<string> classNames, SegmentationRecipe recipe)
    {
        string arm = JsonNamingPolicy.KebabCaseLower.ConvertName(recipe.Arm.ToString());
        yield return new(ModelMetadata.Description, $"Says of every pixel what it shows; trained as {arm}");
        yield return new(ModelMetadata.Author, "DetectionSDK");
        yield return new(ModelMetadata.Task, ModelMetadata.Segmentation);
        yield return new(ModelMetadata.Names, ModelMetadata.FormatNames(classNames));
        yield return new(ModelMetadata.Scale, network.Options.Factor.ToString(CultureInfo.InvariantCulture));
        yield return new(ModelMetadata.Stride, AerisNetwork.InputStride.ToString(CultureInfo.InvariantCulture));
        yield return new(ModelMetadata.Recipe, arm);
        if (recipe.Shrinking is { } shrinking)
            yield return new(ModelMetadata.Degradation, DegradationRecipe.Format(shrinking));
    }

    private static void RequireParity(SegmentationNetwork network, byte[] model, string path)
    {
        (bool wasTraining, Precision precision) = (network.training, network.Precision);
        network.eval();
        network.Precision = Precision.Full;
        try
        {
            ExportParity.Require(model, path, Shapes, images =>
            {
                Device device = network.parameters().First().device;
                Tensor shares = network.call(images.to(device), false).Logits.softmax(1).cpu();
                return new ParityCase(shares, shares.max());
            });
        }
        finally
        {
            network.train(wasTraining);
            network.Precision = precision;
        }
    }
}
