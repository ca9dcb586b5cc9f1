using System.Globalization;
using DetectionSdk.Models;
using DetectionSdk.Onnx;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Writes the detector of an <see cref="AerisNetwork"/> as an ONNX file that runtimes for Ultralytics' detection models
/// open: input <c>images</c> (B, 3, H, W), RGB in [0, 1], any B and, unless the options fix them, any H and W that are
/// multiples of 32; output <c>output0</c> as <see cref="CenterDecoder"/> describes it. Batch normalisation is folded,
/// the restoration decoder is left out.
/// </summary>
public static class DetectorExporter
{
    private static readonly long[][] AnySizes = [[2, 3, 64, 96], [1, 3, 160, 128]];

    /// <summary>
    /// Exports a network after checking that ONNX Runtime computes with the file what the network computes. The file
    /// appears whole or not at all. The network must not be used meanwhile.
    /// </summary>
    /// <param name="network">The trained network. Its mode and precision are as before afterwards.</param>
    /// <param name="classNames">One name per class.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="options">The model's input and metadata.</param>
    /// <exception cref="ArgumentException">
    /// The number of names is not the network's number of classes, or a name is empty or repeated.
    /// </exception>
    /// <exception cref="ModelExportException">
    /// The network computes with numbers that are not finite, or the exported model computes something else.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(
        AerisNetwork network, IReadOnlyList<string> classNames, string path, DetectorExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DetectorExportOptions();
        options.Validate();
        RequireNames(classNames, network.Options.Classes);

        byte[] model = Build(network, classNames, options);
        RequireParity(network, model, path, options.DynamicSize ? AnySizes : FixedSize(options.InputSize));
        AtomicFile.Write(path, stream => stream.Write(model));
    }

    private static byte[] Build(AerisNetwork network, IReadOnlyList<string> classNames, DetectorExportOptions options)
    {
        (int height, int width) = (options.InputSize.Height, options.InputSize.Width);
        object[] inputShape = options.DynamicSize ? ["batch", 3, "height", "width"] : ["batch", 3, height, width];
        object cells = options.DynamicSize
            ? "cells"
            : height / AerisNetwork.OutputStride * (width / AerisNetwork.OutputStride);
        var graph = new GraphBuilder("AERIS detector");
        string detections = network.AddTo(graph, graph.Input("images", inputShape));
        graph.Output("output0", detections, "batch", 4 + network.Options.Classes, cells);
        return graph.ToModel(Metadata(classNames, options));
    }

    /// <exception cref="ModelExportException">The model computes something else than the network.</exception>
    internal static void RequireParity(AerisNetwork network, byte[] model, string path, IEnumerable<long[]> shapes)
    {
        bool wasTraining = network.training;
        Precision precision = network.Precision;
        network.eval();
        network.Precision = Precision.Full;
        try
        {
            ExportParity.Require(
                model, path, shapes, images => CenterParity.Of(network.call(images.to(network.Device), null)));
        }
        finally
        {
            network.train(wasTraining);
            network.Precision = precision;
        }
    }

    /// <summary>Shapes of the images on which the exported model is compared with the network.</summary>
    private static long[][] FixedSize(Size size) => [[1, 3, size.Height, size.Width], [2, 3, size.Height, size.Width]];

    /// <summary>Ultralytics' keys, and <c>scaleup</c>, which is ours.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Metadata(
        IReadOnlyList<string> classNames, DetectorExportOptions options)
    {
        yield return new("description", options.Description);
        if (options.Author is { } author) yield return new("author", author);
        if (options.License is { } license) yield return new("license", license);
        yield return new("task", "detect");
        yield return new("stride", AerisNetwork.InputStride.ToString(CultureInfo.InvariantCulture));
        yield return new("batch", "1");
        yield return new("channels", "3");
        yield return new("imgsz", $"[{options.InputSize.Height}, {options.InputSize.Width}]");
        yield return new(ModelMetadata.Names, ModelMetadata.FormatNames(classNames));
        yield return new("scaleup", options.ScaleUp ? "True" : "False");
        if (options.EnlargeTo is { } side)
            yield return new(ModelMetadata.EnlargeTo, side.ToString(CultureInfo.InvariantCulture));
        if (options.Denoise is { } denoise) yield return new(ModelMetadata.Denoise, denoise ? "True" : "False");
    }

    /// <exception cref="ArgumentException">The number of names is another, or a name is empty or repeated.</exception>
    private static void RequireNames(IReadOnlyList<string> classNames, int classes)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count != classes)
            throw new ArgumentException(
                $"{classNames.Count} class names for a network of {classes} classes; expected one name per class.",
                nameof(classNames));
        if (!AreDistinct(classNames)) throw new ArgumentException(Indistinct(classNames), nameof(classNames));
    }

    /// <summary>Whether no name is empty or repeated.</summary>
    internal static bool AreDistinct(IReadOnlyList<string> classNames) =>
        !classNames.Any(string.IsNullOrWhiteSpace)
        && classNames.Distinct(StringComparer.Ordinal).Count() == classNames.Count;

    /// <summary>What is wrong with names that are not <see cref="AreDistinct"/>.</summary>
    internal static string Indistinct(IReadOnlyList<string> classNames) =>
        $"The class names ({string.Join(", ", classNames)}) contain an empty or repeated one; expected distinct names.";
}
