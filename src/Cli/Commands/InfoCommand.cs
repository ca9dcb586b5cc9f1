using System.CommandLine;
using System.Globalization;
using Microsoft.ML.OnnxRuntime.Tensors;
using Spectre.Console;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk info MODEL</c>: what a detector or a front-end is.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL")
        {
            Description = "ONNX detect, super-resolution or segmentation model, or a bundle of the second.",
        };
        Command command = new(
            "info",
            "Shows what a model is and expects, and its metadata.\nExample: detsdk info yolov8n.onnx") { model };
        FamilyArguments family = new(command);
        command.SetAction(arguments => Run(
            arguments.GetRequiredValue(model),
            family.Apply(arguments, new DetectorOptions { Provider = ExecutionProvider.Cpu })));
        return command;
    }

    private static int Run(string path, DetectorOptions options)
    {
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("key", "value");
        foreach ((string key, string value) in
            SuperResolver.IsSuperResolver(path) ? DescribeFrontEnd(path)
            : Segmenter.IsSegmenter(path) ? DescribeSegmenter(path)
            : DescribeDetector(path, options))
            table.AddRow(new Text(key), new Text(value));
        AnsiConsole.Write(table);
        return ExitCode.Success;
    }

    private static List<(string Key, string Value)> DescribeDetector(string path, DetectorOptions options)
    {
        using Detector detector = Detector.Load(path, options);
        ModelInfo model = detector.Model;
        return
        [
            ("file", model.Path),
            ("classes", $"{model.ClassNames.Count}: {string.Join(", ", model.ClassNames)}"),
            ("class names from", Describe(model.ClassNamesSource)),
            ("family", model.Family.Name),
            (
                "input",
                $"{Describe(model.Batch)} x 3 x {Side(model.InputHeight, model.DynamicHeight)} x "
                + $"{Side(model.InputWidth, model.DynamicWidth)}, {NumberType(model)}"),
            ("input rule", model.InputRule),
            ("output", string.Join("; ", model.Signature.Outputs)),
            ("stride", $"{model.Stride}"),
            ("small images", SmallImages(model)),
            ("noise", model.Denoise ? "taken out of images that have some" : "left where it is"),
            .. Metadata(model.Metadata.Where(m => m.Key != "names")),
        ];
    }

    private static List<(string Key, string Value)> DescribeFrontEnd(string path)
    {
        using SuperResolver resolver = SuperResolver.Load(
            path, new SuperResolverOptions { Provider = ExecutionProvider.Cpu });
        SuperResolverInfo model = resolver.Model;
        return
        [
            ("file", model.Path),
            ("kind", "super-resolution, a front-end for detectors"),
            (
                "scale",
                model.Scale is { } scale
                    ? $"{scale}"
                    : string.Create(CultureInfo.InvariantCulture, $"any, up to {model.MaximumScale}")),
            ("looks", $"{model.Overlap} input pixels far"),
            .. DescribeBundle(model.Bundle),
            .. Metadata(model.Metadata.Where(m => m.Key is not ("scale" or "maximum-scale" or "overlap" or "task"))),
        ];
    }

    private static List<(string Key, string Value)> DescribeSegmenter(string path)
    {
        using Segmenter segmenter = Segmenter.Load(path, new SegmenterOptions { Provider = ExecutionProvider.Cpu });
        SegmenterInfo model = segmenter.Model;
        return
        [
            ("file", model.Path),
            ("kind", "segmenter, says of every pixel what it shows"),
            ("classes", $"{model.ClassNames.Count}: {string.Join(", ", model.ClassNames)}"),
            ("answers at", $"{model.Scale} times the image's size"),
            ("stride", $"{model.Stride}"),
            .. Metadata(model.Metadata.Where(m => m.Key is not ("task" or "names" or "scale" or "stride"))),
        ];
    }

    private static IEnumerable<(string Key, string Value)> Metadata(
        IEnumerable<KeyValuePair<string, string>> metadata) =>
        metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => ($"metadata {m.Key}", m.Value));

    private static string NumberType(ModelInfo model) => model.Signature.Input(model.Input.Name)!.ElementType switch
    {
        TensorElementType.Float => "float32",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string Describe(ClassNamesSource source) => source switch
    {
        ClassNamesSource.Metadata => "the model's metadata",
        ClassNamesSource.Options => "the options",
        _ => "the family, as the model carries none",
    };

    private static IEnumerable<(string Key, string Value)> DescribeBundle(FrontEndBundle bundle)
    {
        if (bundle.Parts.Count == 1) yield break;
        foreach (BundlePart part in bundle.Parts) yield return ("part", $"{part}");
        yield return ("router", bundle.Router?.ToString() ?? "none");
    }

    private static string Describe(int? batch) => batch is { } size ? $"{size}" : "any batch";

    private static string Side(int side, bool dynamic) => dynamic ? $"up to {side}" : $"{side}";

    private static string SmallImages(ModelInfo model) =>
        model.ScaleUp ? "enlarged to the input"
        : model.Input.EnlargeTo is { } side ? $"enlarged to {side} pixels"
        : "kept at their own size";
}
