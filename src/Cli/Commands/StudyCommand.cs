using System.CommandLine;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study</c>: tables over what <c>detsdk evaluate --json</c> wrote.</summary>
internal static class StudyCommand
{
    public static Command Create() =>
        new("study", "Tables of a study, a folder with ARM/SEED/CONDITION.json as evaluate --json writes them; others.")
        {
            CreateTable(),
            CreateCorrelation(),
            StudyRoutingCommand.Create(),
            StudySemanticsCommand.Create(),
            StudyGateCommand.Create(),
            StudyUsefulnessCommand.Create(),
            StudyFeedbackCommand.Create(),
            StudyRegionsCommand.Create(),
            StudyMapEditCommand.Create(),
        };

    private static Command CreateTable()
    {
        Argument<string> folder = Folder();
        Option<string?> baseline = new("--baseline")
        {
            Description = "Adds the differences to this arm at equal seeds.",
            HelpName = "ARM",
        };
        Command command = new(
            "table",
            "Mean and standard deviation over the seeds of every arm.\n"
            + "Example: detsdk study table study/scores --baseline fidelity") { folder, baseline, StudyOutput.Page };
        command.SetAction(arguments =>
        {
            IReadOnlyList<StudyScore> scores = StudyFolder.Read(arguments.GetRequiredValue(folder));
            new StudyOutput(arguments).Show(
                [.. StudyTable.Compute(scores, arguments.GetValue(baseline)).Select(StudyReport.Of)]);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateCorrelation()
    {
        Argument<string> folder = Folder();
        Argument<string[]> arms = new("ARM")
        {
            Description = "Arms that count, all before one detector; every arm unless given.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new(
            "correlation",
            "Whether better pictures find more: correlation of PSNR and SSIM with AP and AP50, with 95 % intervals.\n"
            + "Example: detsdk study correlation study/scores bicubic fidelity") { folder, arms, StudyOutput.Page };
        command.SetAction(arguments =>
        {
            IReadOnlyList<StudyScore> scores = StudyFolder.Read(arguments.GetRequiredValue(folder));
            new StudyOutput(arguments).Show(
                [.. CorrelationTable.Compute(scores, arguments.GetValue(arms)).Select(StudyReport.Of)]);
            return ExitCode.Success;
        });
        return command;
    }

    private static Argument<string> Folder() =>
        new("FOLDER") { Description = "Folder of the study." };
}
