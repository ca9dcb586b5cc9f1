using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk evaluate</c>: measures a detector on an annotated data set.</summary>
internal static class EvaluateCommand
{
    // Average precision needs the unsure detections too.
    private const float LowestConfidence = 0.001f;

    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "YOLO folder or data.yaml, COCO instances json, or Pascal VOC folder.", HelpName = "DATA", Required = true };
        Option<string> split = new("--split") { Description = "Split of the data set.", HelpName = "NAME", DefaultValueFactory = _ => "val" };
        Option<ClassMap> classMap = new("--class-map")
        {
            Description = "Model class = data set class, where the names differ; nothing on the right drops the class.",
            HelpName = "A=B,...",
            DefaultValueFactory = _ => ClassMap.ByName,
            CustomParser = ParseClassMap,
        };
        Option<string?> json = new("--json") { Description = "Writes the twelve numbers as JSON; - is stdout.", HelpName = "FILE" };
        Option<string?> export = new("--export") { Description = "Writes ground-truth.json and detections.json (COCO) into this folder, for score.", HelpName = "DIR" };
        Command command = new("evaluate", "Measures a detector on an annotated data set as COCO does.\nExample: detsdk evaluate --model yolov8n.onnx --data street --split val --class-map motorcycle=motorbike")
            { data, split, classMap, json, export };
        DetectorArguments detector = new(command, LowestConfidence);
        command.SetAction(arguments =>
        {
            AnnotatedDataSet dataSet = AnnotatedDataSet.Load(arguments.GetRequiredValue(data), arguments.GetRequiredValue(split), boxes: BoxPolicy.AsWritten);
            using Detector loaded = detector.Load(arguments);
            return Run(loaded, new DetectorEvaluation(dataSet) { ClassMap = arguments.GetRequiredValue(classMap) }, dataSet, arguments.GetValue(json), arguments.GetValue(export));
        });
        return command;
    }

    private static int Run(Detector detector, DetectorEvaluation evaluation, AnnotatedDataSet dataSet, string? json, string? export)
    {
        DetectorEvaluationResult result = ProgressBar.Run("evaluating", dataSet.Images.Count, advance => evaluation.Run(detector, new Progress(advance)));
        foreach (DataSetProblem problem in dataSet.Problems) CommandRunner.Report(problem.ToString());
        if (result.UnmappedClasses.Count > 0)
            CommandRunner.Report($"no class of the model maps to {string.Join(", ", result.UnmappedClasses)}: these objects count as missed; see --class-map.");

        if (json != "-") ScoreReport.Print(result.Coco);
        if (json is not null) ScoreReport.WriteJson(result.Coco.Scores, json);
        if (export is not null) result.Save(Path.Combine(export, "ground-truth.json"), Path.Combine(export, "detections.json"));
        return ExitCode.Success;
    }

    private static ClassMap? ParseClassMap(ArgumentResult argument)
    {
        try
        {
            return ClassMap.Parse(argument.Tokens[0].Value);
        }
        catch (FormatException error)
        {
            argument.AddError($"--class-map: {error.Message}");
            return null;
        }
    }

    /// <summary>Reports on the caller's thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Progress(Action advance) : IProgress<int>
    {
        public void Report(int value) => advance();
    }
}
