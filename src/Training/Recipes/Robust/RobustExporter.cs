using System.Globalization;
using DetectionSdk.Models;
using DetectionSdk.Onnx;
using Dimension = DetectionSdk.Onnx.TensorShapeProto.Types.Dimension;

namespace DetectionSdk.Training;

/// <summary>
/// Writes a detector anew with an input of any height and width, and with metadata that say all a detector must know:
/// to ship what <see cref="RobustRecipe"/> made. Weights and nodes stay.
/// </summary>
public static class RobustExporter
{
    private static readonly long[][] Sizes = [[1, 3, 96, 64], [1, 3, 160, 128]];

    /// <summary>Whether a folder holds the run of a <see cref="RobustRecipe"/>.</summary>
    public static bool IsRun(string folder) =>
        File.Exists(new RunFolder(folder).Options) && RunFolder.Open(folder).Description.Recipe is RobustRecipe;

    /// <summary>
    /// Exports the best detector of a run after checking that ONNX Runtime computes with the file what the network
    /// computes. The file appears whole or not at all.
    /// </summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="path">The file to write; replaced if it exists.</param>
    /// <param name="options">The model's input and metadata.</param>
    /// <exception cref="TrainingException">The folder holds no such run, or one without a best model yet.</exception>
    /// <exception cref="ModelExportException">The model holds constants of one size.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Export(string run, string path, DetectorExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (RunFolder folder, _, _) = RunFolder.Open<RobustRecipe>(run);
        if (!File.Exists(folder.BestModel))
            throw new TrainingException($"'{folder.BestModel}' is absent: the run has had no validation yet.");
        OnnxModel model = OnnxModel.Load(folder.BestModel);
        foreach ((string key, string value) in Metadata(folder.BestModel, options)) model.SetMetadata(key, value);
        if (options.DynamicSize) FreeSize(model, path);
        model.Save(path);
    }

    private static void FreeSize(OnnxModel model, string path)
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
    }
}
