using System.CommandLine;
using System.Globalization;
using DetectionSdk.Cli.Commands;

namespace DetectionSdk.Cli;

/// <summary>The command <c>detsdk</c>.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        // Numbers are written and read the same way wherever the command runs.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return CommandRunner.Run(CreateRoot().Parse(arguments));
    }

    /// <summary>The verbs, in the order of their help: look, detect, measure, degrade, enhance, train.</summary>
    internal static RootCommand CreateRoot() => new(
        "Finds objects in images that are too small, too blurred or too noisy for an ordinary detector.")
    {
        InfoCommand.Create(),
        DetectCommand.Create(),
        WatchCommand.Create(),
        EvaluateCommand.Create(),
        ReportCommand.Create(),
        ScoreCommand.Create(),
        DegradeCommand.Create(),
        EnhanceCommand.Create(),
        SegmentCommand.Create(),
        GateCommand.Create(),
        TrainCommand.Create(),
        RobustifyCommand.Create(),
        OverfitCommand.Create(),
        QuantizeCommand.Create(),
        EvaluateRestorationCommand.Create(),
        EvaluateSegmentationCommand.Create(),
        StudyCommand.Create(),
        ExportCommand.Create(),
    };
}
