using System.CommandLine;
using Spectre.Console;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk info MODEL</c>: what a model is.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "ONNX detect model." };
        Command command = new("info", "Shows the classes, the input and the metadata of a model.\nExample: detsdk info yolov8n.onnx") { model };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(model)));
        return command;
    }

    private static int Run(string path)
    {
        using Detector detector = Detector.Load(path, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        ModelInfo model = detector.Model;
        Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("key", "value");
        Add("file", model.Path);
        Add("classes", $"{model.ClassNames.Count}: {string.Join(", ", model.ClassNames)}");
        Add("input", $"{Describe(model.Batch)} x 3 x {Side(model.InputHeight, model.DynamicHeight)} x {Side(model.InputWidth, model.DynamicWidth)}, {(model.HalfPrecision ? "float16" : "float32")}, RGB in [0, 1]");
        Add("output", model.Layout == OutputLayout.EndToEnd ? "finished detections" : "candidates, suppressed by the detector");
        Add("stride", $"{model.Stride}");
        Add("small images", model.ScaleUp ? "enlarged to the input" : "kept at their own size");
        foreach ((string key, string value) in model.Metadata.Where(m => m.Key != "names").OrderBy(m => m.Key, StringComparer.Ordinal)) Add($"metadata {key}", value);
        AnsiConsole.Write(table);
        return ExitCode.Success;

        void Add(string key, string value) => table.AddRow(new Text(key), new Text(value));
    }

    private static string Describe(int? batch) => batch is { } size ? $"{size}" : "any batch";

    private static string Side(int side, bool dynamic) => dynamic ? $"up to {side}" : $"{side}";
}
