using System.CommandLine;
using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk evaluate</c>: measures a detector on an annotated data set.</summary>
internal static class EvaluateCommand
{
    // Average precision needs the unsure detections too.
    private const float LowestConfidence = 0.001f;

    public static Command Create()
    {
        Option<string> data = new("--data")
        {
            Description = "YOLO folder or data.yaml, COCO instances json, or Pascal VOC folder.",
            HelpName = "DATA",
            Required = true,
        };
        Option<string> split = new("--split")
        {
            Description = "Split of the data set; val, valid and validation are the same.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "val",
        };
        Option<string?> images = new("--images")
        {
            Description =
                "Folder of the images, for a COCO json that does not lie beside them or names them elsewhere.",
            HelpName = "DIR",
        };
        Option<ClassMap?> classMap = ClassMapArgument.Create();
        Option<string?> json = new("--json")
        {
            Description =
                "Writes the twelve numbers as JSON, with a front-end also time, PSNR, SSIM and scores of each "
                + "image; - is stdout.",
            HelpName = "FILE",
        };
        Option<string?> export = new("--export")
        {
            Description = "Writes ground-truth.json and detections.json (COCO) into this folder, for score.",
            HelpName = "DIR",
        };
        Option<string?> html = new("--html")
        {
            Description =
                "Writes a page in one file: scores, curves with the best least score, kinds of errors, confusions, "
                + "worst pictures. For two detectors side by side see report.",
            HelpName = "FILE",
        };
        Option<string?> degrade = new("--degrade")
        {
            Description =
                $"Degrades every image before: {string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.",
            HelpName = "P",
        };
        Option<long> seed = DegradationArguments.Seed();
        Option<string?> sweep = new("--sweep")
        {
            Description =
                "Measures over scale, blur and noise instead, and writes sweep.png and sweep.json into this folder.",
            HelpName = "DIR",
        };
        Option<bool> corruptions = new("--corruptions")
        {
            Description =
                "Measures under the 15 corruptions of COCO-C at 5 severities instead: 76 times as long; mPC and rPC.",
        };
        Option<int> every = new("--every")
        {
            Description = "Takes every K-th image only.",
            HelpName = "K",
            DefaultValueFactory = _ => 1,
        };
        Option<Shard?> shard = ShardArgument.Create("--parts then merges them.");
        Option<string?> parts = new("--parts")
        {
            Description =
                "Folder where the parts meet: with --shard this one is written, without it all are read and scored as "
                + "one.",
            HelpName = "DIR",
        };
        Command command = new(
            "evaluate",
            "Measures a detector on an annotated data set as COCO does.\n"
            + "Example: detsdk evaluate --model yolov8n.onnx --data street --split val --class-map "
            + "motorcycle=motorbike")
            {
                data, split, images, classMap, degrade, seed, sweep, corruptions, every, shard, parts, json, html,
                export,
            };
        DetectorArguments detector = new(command, LowestConfidence);
        FrontEndArguments frontEnd = new(command);
        command.SetStoppableAction((arguments, token) =>
        {
            string path = arguments.GetRequiredValue(data);
            AnnotatedDataSet dataSet = AnnotatedData.Load(
                path, arguments.GetRequiredValue(split), arguments.GetValue(images), BoxPolicy.AsWritten)
                .RequireBoxes(path).Every(arguments.GetValue(every));
            using FrontEnd? before = detector.LoadFrontEnd(arguments, frontEnd);
            using Detector loaded = detector.Load(arguments);
            ClassMap map = arguments.GetValue(classMap) ?? ClassMap.ByName;
            if (arguments.GetValue(sweep) is { } folder)
                return Sweep(loaded, before, dataSet, map, arguments.GetValue(seed), folder, token);
            if (arguments.GetValue(corruptions))
                return Corrupt(
                    loaded, before, dataSet, map, arguments.GetValue(seed), arguments.GetValue(json), token);

            DataSetDegradation? degradation = arguments.GetValue(degrade) is { } name
                ? new(DegradationArguments.Load(name), arguments.GetValue(seed))
                : null;
            DetectorEvaluation evaluation = new(dataSet)
            {
                ClassMap = map,
                Transform = degradation is null ? null : degradation.Apply,
                FrontEnd = before,
                Shard = arguments.GetValue(shard),
            };
            DetectorEvaluationResult result = arguments.GetValue(parts) is { } meeting && evaluation.Shard is null
                ? EvaluationParts.Merge(dataSet, ShardArgument.Describe(arguments), meeting)
                : ProgressBar.Run(
                    "evaluating", dataSet.Images.Count,
                    advance => evaluation.Run(loaded, new Advance(advance), token));
            if (evaluation.Shard is { } part)
                EvaluationParts.Save(
                    result, part, ShardArgument.Describe(arguments), arguments.GetRequiredValue(parts)!);
            return Show(
                result, loaded, evaluation, dataSet,
                new Outputs(arguments.GetValue(json), arguments.GetValue(html), arguments.GetValue(export)));
        });
        command.Validators.Add(result =>
        {
            bool IsAnyGiven(params Option[] options) =>
                Array.Exists(options, option => result.GetResult(option) is { Implicit: false });
            if (IsAnyGiven(sweep) && IsAnyGiven(degrade, export, json, html))
                result.AddError("--sweep goes without --degrade, --export, --html and --json.");
            if (result.GetValue(corruptions) && IsAnyGiven(degrade, export, sweep, html))
                result.AddError("--corruptions goes without --degrade, --export, --html and --sweep.");
            if (IsAnyGiven(shard) && !IsAnyGiven(parts))
                result.AddError("--shard goes with --parts, the folder where the parts meet.");
            if (IsAnyGiven(parts) && (IsAnyGiven(sweep) || result.GetValue(corruptions)))
                result.AddError("--parts goes without --sweep and --corruptions.");
            if (result.GetResult(every) is { } given && given.GetValueOrDefault<int>() < 1)
                result.AddError($"--every is {given.GetValueOrDefault<int>()}; expected at least 1.");
        });
        return command;
    }

    private static int Sweep(
        Detector detector, FrontEnd? frontEnd, AnnotatedDataSet dataSet, ClassMap map, long seed, string folder,
        CancellationToken token)
    {
        IReadOnlyList<SweepLevel> levels = SweepLevel.Usual;
        DetectorEvaluationResult RunAt(SweepLevel level, Action advance) => new DetectorEvaluation(dataSet)
        {
            ClassMap = map,
            Transform = new DataSetDegradation(level.ToPipeline(), seed).Apply,
            FrontEnd = frontEnd,
        }.Run(detector, new Advance(advance), token);
        List<(SweepLevel Level, DetectorEvaluationResult Result)> results = ProgressBar.Run(
            "sweeping", levels.Count * dataSet.Images.Count,
            advance => levels.Select(level => (level, RunAt(level, advance))).ToList());
        List<(SweepLevel, CocoScores)> points = [.. results.Select(point => (point.Level, point.Result.Coco.Scores))];
        DataSetReport.Print(results.SelectMany(point => point.Result.Problems).Distinct());
        SweepReport.Print(points);
        SweepReport.Write(points, folder);
        return results.Exists(point => point.Result.Problems.Count > 0) ? ExitCode.Failed : ExitCode.Success;
    }

    private static int Corrupt(
        Detector detector, FrontEnd? frontEnd, AnnotatedDataSet dataSet, ClassMap map, long seed, string? json,
        CancellationToken token)
    {
        CorruptionRobustness robustness = ProgressBar.Run(
            "corrupting", (CorruptionLevel.All.Count + 1) * dataSet.Images.Count,
            advance => CorruptionRobustness.Measure(
                transform => new DetectorEvaluation(dataSet)
                {
                    ClassMap = map,
                    Transform = transform,
                    FrontEnd = frontEnd,
                }.Run(detector, new Advance(advance), token),
                seed));
        DataSetReport.Print(robustness.Problems);
        if (json != "-") CorruptionReport.Print(robustness);
        if (json is not null) CorruptionReport.WriteJson(robustness, json);
        return robustness.Problems.Count > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static int Show(
        DetectorEvaluationResult result, Detector detector, DetectorEvaluation evaluation, AnnotatedDataSet dataSet,
        Outputs outputs)
    {
        (string? json, string? html, string? export) = outputs;
        DataSetReport.Print(result.Problems);
        if (result.UnmappedClasses.Count > 0)
            CommandRunner.Report(
                $"no class of the model maps to {string.Join(", ", result.UnmappedClasses)}: these objects count "
                + "as missed; see --class-map.");

        if (json != "-")
        {
            ScoreReport.Print(result.Coco);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.MedianTime.TotalMilliseconds:0.0} ms per image (median: preprocessing, network, "
                    + $"decoding)"));
            if (evaluation.FrontEnd is not null) FrontEndReport.Print(result);
        }
        if (json is not null && evaluation.FrontEnd is null) ScoreReport.WriteJson(result.Coco.Scores, json);
        else if (json is not null) FrontEndReport.WriteJson(result, json);
        if (html is not null)
            EvaluationPage.Write(
                html, dataSet.Split ?? "the data set",
                [EvaluatedModel.Of(Path.GetFileName(detector.Model.Path), result, evaluation, dataSet)], []);
        if (export is not null)
            result.Save(Path.Combine(export, "ground-truth.json"), Path.Combine(export, "detections.json"));
        return result.Problems.Count > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private sealed record Outputs(string? Json, string? Html, string? Export);
}
