using System.CommandLine;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk export RUN</c>: writes the best network of a training run as an ONNX model.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<string> run = new("RUN") { Description = "Folder of a training run." };
        Option<string> model = new("--out", "-o") { Description = "The model to write.", HelpName = "FILE", Required = true };
        Option<bool> scaleUp = new("--scale-up") { Description = "Writes into the model that smaller images are enlarged to its input." };
        Command command = new("export", "Writes the best network of a training run as an ONNX model.\nExample: detsdk export runs/street --out street.onnx") { run, model, scaleUp };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(run), arguments.GetRequiredValue(model), arguments.GetValue(scaleUp)));
        return command;
    }

    private static int Run(string run, string model, bool scaleUp)
    {
        using TrainedNetwork trained = TrainedNetwork.Load(run);
        DetectorExporter.Export(trained.Network, trained.ClassNames, model, trained.ExportOptions with { ScaleUp = scaleUp });
        Console.WriteLine($"{model}: {trained.ClassNames.Count} classes, {new FileInfo(model).Length >> 10} KiB");
        return ExitCode.Success;
    }
}
