using System.Globalization;
using DetectionSdk.Models;
using DetectionSdk.Onnx;
using Dimension = DetectionSdk.Onnx.TensorShapeProto.Types.Dimension;

namespace DetectionSdk.Training;

/// <summary>
/// Writes a detector that is an ONNX file already anew, with an input of any height and width and with metadata that
/// say all that loading it needs. Weights and nodes stay, but for a stem of slices, which becomes the one convolution
/// that computes the same (<see cref="FocusStem"/>).
/// </summary>
public static class OnnxExporter
{
    private static readonly long[][] Sizes = [[1, 3, 96, 64], [1, 3, 160, 128]];

    /// <summary>
    /// The model of a run whose network came from an ONNX file, as that of a <see cref="RobustRecipe"/>; null where it
    /// did not.
    /// </summary>
    /// <param name="run">Folder of the run.</param>
    /// <exception cref="TrainingException">The run has no best model yet.</exception>
    public static string? ModelOf(string run)
    {
        RunFolder folder = new(run);
        if (!File.Exists(folder.Options) || RunFolder.Open(run).Description.Recipe is not RobustRecipe) return null;
        return File.Exists(folder.BestModel)
            ? folder.BestModel
            : throw new TrainingException($"'{folder.BestModel}' is absent: the run has had no validation yet.");
    }

    /// <summary>
    /// Exports a detector after checking that ONNX Runtime computes with the new file what the network computes. The
    /// file appears whole or not at all.
    /// </summary>
    /// <param name="model">The detector, of convolutions and of a family that the SDK knows.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="options">The model's input and metadata.</param>
    /// <exception cref="FileNotFoundException">There is no such model.</exception>
    /// <exception cref="ModelFormatException">It is no detector.</exception>
    /// <exception cref="OnnxFormatException">It is damaged, or holds a node that the SDK cannot compute.</exception>
    /// <exception cref="ModelExportException">It holds constants of one size.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(string model, string path, DetectorExportOptions options) =>
        Export([model], path, options);

    /// <summary>
    /// Exports the mean of the weights of several detectors that were trained from one, which is often better than each
    /// of them and costs no time at detection (model soups, Wortsman et al., ICML 2022, arXiv 2203.05482).
    /// </summary>
    /// <param name="models">The detectors, at least one; their graphs differ in nothing but weights.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="options">The model's input and metadata; other metadata are those of the first detector.</param>
    /// <inheritdoc cref="Export(string, string, DetectorExportOptions)"/>
    /// <exception cref="ModelExportException">
    /// It holds constants of one size, or a detector differs from the first in more than its weights.
    /// </exception>
    public static void Export(IReadOnlyList<string> models, string path, DetectorExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfZero(models.Count);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        OnnxModel file = WeightMix.Mean([.. models.Select(OnnxModel.Load)]);
        foreach ((string key, string value) in Metadata(models[0], options)) file.SetMetadata(key, value);
        if (options.DynamicSize) FreeSize(file, path);
        file.Save(path);
    }

    /// <summary>Gives the input of a model any height and width, and joins its stem.</summary>
    /// <exception cref="ModelExportException">The model holds constants of one size.</exception>
    internal static void FreeSize(OnnxModel model, string path)
    {
        using OnnxNetwork network = OnnxNetwork.From(model);
        var input = model.Graph.Input[0].Type.TensorType.Shape.Dim;
        (input[2], input[3]) = (Named("height"), Named("width"));
        foreach (ValueInfoProto output in model.Graph.Output)
        {
            var sides = output.Type.TensorType.Shape.Dim;
            sides[sides.IndexOf(sides.MaxBy(side => side.DimValue)!)] = Named("places");
        }
        model.Graph.ValueInfo.Clear(); // shapes of the one size
        FocusStem.Join(model);
        try
        {
            ExportParity.Require(model.ToBytes(), path, Sizes, images => RobustRecipe.Answer(network, images));
        }
        catch (Exception error) when (error is Microsoft.ML.OnnxRuntime.OnnxRuntimeException or OnnxFormatException)
        {
            throw new ModelExportException(
                $"'{path}' was not written: the model holds constants of one size ({error.Message}); expected one of "
                + "any size, or --fixed-size.", error);
        }
    }

    private static Dimension Named(string name) => new() { DimParam = name };

    private static IEnumerable<(string Key, string Value)> Metadata(string model, DetectorExportOptions options)
    {
        using Detector detector = Detector.Load(model, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        yield return (ModelMetadata.Description, options.Description);
        if (options.Author is { } author) yield return (ModelMetadata.Author, author);
        if (options.License is { } license) yield return (ModelMetadata.License, license);
        yield return (ModelMetadata.Task, ModelMetadata.Detect);
        yield return (ModelMetadata.Family, detector.Model.Family.Name);
        yield return (ModelMetadata.Names, ModelMetadata.FormatNames(detector.Model.ClassNames));
        yield return (ModelMetadata.Stride, detector.Model.Stride.ToString(CultureInfo.InvariantCulture));
        yield return (ModelMetadata.InputSize, $"[{options.InputSize.Height}, {options.InputSize.Width}]");
        yield return (ModelMetadata.ScaleUp, options.ScaleUp ? "True" : "False");
        if (options.EnlargeTo is { } side)
            yield return (ModelMetadata.EnlargeTo, side.ToString(CultureInfo.InvariantCulture));
        if (options.Denoise is { } denoise) yield return (ModelMetadata.Denoise, denoise ? "True" : "False");
    }
}
