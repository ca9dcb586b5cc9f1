using System.CommandLine;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk score</c>: scores detections that are already on disk.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        Option<string> groundTruth = new("--ground-truth", "-g")
        {
            Description = "COCO instances json.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string> detections = new("--detections", "-d")
        {
            Description = "COCO results json.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string?> json = new("--json")
        {
            Description = "Writes the twelve numbers as JSON; - is stdout.",
            HelpName = "FILE",
        };
        Command command = new(
            "score",
            "Scores detections against annotations as COCO does.\n"
            + "Example: detsdk score --ground-truth instances.json --detections "
            + "results.json") { groundTruth, detections, json };
        command.SetAction(
            arguments =>
                Run(
                    arguments.GetRequiredValue(groundTruth), arguments.GetRequiredValue(detections),
                    arguments.GetValue(json)));
        return command;
    }

    private static int Run(string groundTruth, string detections, string? json)
    {
        AnnotatedDataSet truth = CocoDataSet.ReadGroundTruth(groundTruth);
        List<DataSetProblem> problems = [.. truth.Problems];
        CocoEvaluation evaluation = CocoEvaluation.Run(truth, CocoDetections.Read(detections, truth, problems));
        DataSetReport.Print(problems);
        if (truth.BoxCount == 0) CommandRunner.Report($"{groundTruth}: has no box in {truth.Images.Count} images.");
        if (json != "-") ScoreReport.Print(evaluation);
        if (json is not null) ScoreReport.WriteJson(evaluation.Scores, json);
        return ExitCode.Success;
    }
}
