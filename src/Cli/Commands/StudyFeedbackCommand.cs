using System.CommandLine;
using DetectionSdk.Imaging;
using DetectionSdk.Studies;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study feedback</c>: how good each step of a feedback network is.</summary>
internal static class StudyFeedbackCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "The best.onnx of 'detsdk train feedback'." };
        LabelMapArguments labelled = new("test");
        Option<InstanceCondition?> condition = new("--condition")
        {
            Description = "Tells the network border, foreground or none, instead of what it was trained with.",
            HelpName = "C",
        };
        Option<string?> sheet = new("--sheet-file")
        {
            Description = "PNG of the steps for the photograph that --data is, told of --box; nothing is measured.",
            HelpName = "FILE",
        };
        Option<double[]> box = new("--box")
        {
            Description = "Instance in the photograph of --sheet-file, in pixels.",
            HelpName = "X Y W H",
            Arity = new ArgumentArity(4, 4),
            AllowMultipleArgumentsPerToken = true,
        };
        Command command = new(
            "feedback",
            "How good each step of a feedback network is, on whole pictures and around instances.\n"
            + "Example: detsdk study feedback runs/feedback/best.onnx --data camvid")
            { model, condition, sheet, box, StudyOutput.Page };
        labelled.AddTo(command);
        command.SetStoppableAction((arguments, token) =>
        {
            string path = arguments.GetRequiredValue(model);
            using FeedbackStudy study = FeedbackStudy.Open(path);
            if (arguments.GetValue(sheet) is { } file)
            {
                WriteSheet(study, arguments.GetRequiredValue(labelled.Data), arguments.GetValue(box), file);
                return ExitCode.Success;
            }
            new StudyOutput(arguments).Show(FeedbackReport.Of(
                study.Run(labelled.Read(arguments), arguments.GetValue(condition), token)));
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteSheet(FeedbackStudy study, string photograph, double[]? box, string file)
    {
        if (box is not [var x, var y, var width, var height])
            throw new UsageException("--sheet-file needs --box, an instance in the photograph; expected X Y W H.");
        using Mat picture = ImageFile.Read(photograph);
        using Mat drawn = FeedbackSheet.Draw(study, picture, new Rect2d(x, y, width, height));
        AtomicFile.Write(file, stream => stream.Write(drawn.ToBytes(".png")));
    }
}
