using System.CommandLine;
using System.Globalization;
using DetectionSdk.Evaluation;
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
        Option<string> data = new("--data")
        {
            Description = "Photographs with label maps: images, labels and classes.txt.",
            HelpName = "DATA",
            Required = true,
        };
        Option<string> split = new("--split")
        {
            Description = "Split of the data set.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "test",
        };
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
            { model, data, split, condition, sheet, box };
        command.SetStoppableAction((arguments, token) =>
        {
            string path = arguments.GetRequiredValue(model);
            using FeedbackStudy study = FeedbackStudy.Open(path);
            if (arguments.GetValue(sheet) is { } file)
            {
                WriteSheet(study, arguments.GetRequiredValue(data), arguments.GetValue(box), file);
                return ExitCode.Success;
            }
            AnnotatedDataSet photographs = LabelMapDataSet.Read(
                arguments.GetRequiredValue(data), arguments.GetRequiredValue(split));
            Console.WriteLine("| step | PSNR | near borders | inside | outside |\n|---|---|---|---|---|");
            foreach (FeedbackRow row in study.Run(photographs, arguments.GetValue(condition), token))
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {(row.Step == 0 ? "bicubic" : $"{row.Step}")} | {row.Psnr:0.000} | {row.NearBorders:0.000} | "
                    + $"{row.Inside:0.000} | {row.Outside:0.000} |"));
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
