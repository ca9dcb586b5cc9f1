using System.CommandLine;
using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
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
        Command command = new(
            "feedback",
            "How good each step of a feedback network is, on whole pictures and around instances.\n"
            + "Example: detsdk study feedback runs/feedback/best.onnx --data camvid") { model, data, split, condition };
        command.SetStoppableAction((arguments, token) =>
        {
            string path = arguments.GetRequiredValue(model);
            using FeedbackStudy study = FeedbackStudy.Open(path);
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
}
