using System.CommandLine;
using DetectionSdk.Training;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk export RUN</c>: writes the best network of a training run as an ONNX model.</summary>
internal static class ExportCommand
{
    private static readonly DetectorExportOptions Defaults = new() { Description = "detector" };

    public static Command Create()
    {
        Argument<string[]> runs = new("RUN")
        {
            Description = "Folder of a training run, or a detector's ONNX file; several of robustify, started from one "
                + "detector, become one with the mean of their weights.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> model = new("--out", "-o")
        {
            Description = "The model to write.",
            HelpName = "FILE",
            Required = true,
        };
        Option<int?> inputSize = new("--input-size")
        {
            Description =
                "Side of the square that images are fitted into, a multiple of 32. Default: the side of the crops "
                + "that the network was trained on.",
            HelpName = "PX",
        };
        Option<bool> scaleUp = new("--scale-up")
        {
            Description = "Writes into the model that smaller images are enlarged to its input.",
        };
        Option<int?> enlargeTo = new("--enlarge-to")
        {
            Description = "Writes into the model that images smaller than this are enlarged to it, none further.",
            HelpName = "PX",
        };
        Option<bool?> denoise = new("--denoise")
        {
            Description =
                "Writes into the model whether noise is taken out of images that have some. Default: as it says.",
            HelpName = "true|false",
        };
        Option<bool> fixedSize = new("--fixed-size")
        {
            Description =
                "Declares the input's height and width, for runtimes that must know them, such as OpenCV DNN.",
        };
        Option<string?> description = new("--description")
        {
            Description = "What the model finds, for its metadata.",
            HelpName = "TEXT",
        };
        Option<string?> author = new("--author") { Description = "Who made it.", HelpName = "NAME" };
        Option<string?> license = new("--license")
        {
            Description = "The licence that its weights are under.",
            HelpName = "NAME",
        };
        Command command = new(
            "export",
            "Writes the best network of a training run, or a detector that is one already, as an ONNX model.\n"
            + "Example: detsdk export runs/street --out street.onnx") 
        {
            runs, model, inputSize, scaleUp, enlargeTo, denoise, fixedSize, description, author, license,
        };
        command.SetAction(arguments => Run(
            arguments.GetRequiredValue(runs), arguments.GetRequiredValue(model), options => options with
        {
            InputSize = arguments.GetValue(inputSize) is { } side ? new Size(side, side) : options.InputSize,
            ScaleUp = arguments.GetValue(scaleUp),
            EnlargeTo = arguments.GetValue(enlargeTo),
            Denoise = arguments.GetValue(denoise),
            DynamicSize = !arguments.GetValue(fixedSize),
            Description = arguments.GetValue(description) ?? options.Description,
            Author = arguments.GetValue(author),
            License = arguments.GetValue(license),
        }));
        return command;
    }

    private static int Run(string[] runs, string model, Func<DetectorExportOptions, DetectorExportOptions> choose)
    {
        string?[] files = [.. runs.Select(run => File.Exists(run) ? run : OnnxExporter.ModelOf(run))];
        if (!files.Contains(null)) OnnxExporter.Export(files!, model, choose(Defaults));
        else if (runs.Length == 1) ExportNetwork(runs[0], model, choose);
        else throw NoMeanOf(runs[Array.IndexOf(files, null)]);
        Console.WriteLine($"{model}: {new FileInfo(model).Length >> 10} KiB");
        return ExitCode.Success;
    }

    private static UsageException NoMeanOf(string run) =>
        new($"'{run}' is no run of robustify and no ONNX file; only the weights of those have a mean.");

    private static void ExportNetwork(
        string run, string model, Func<DetectorExportOptions, DetectorExportOptions> choose)
    {
        using TrainedNetwork trained = TrainedNetwork.Load(run);
        DetectorExporter.Export(trained.Network, trained.ClassNames, model, choose(trained.ExportOptions));
    }
}
