using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk report</c>: one page about one detector or two, side by side.</summary>
internal static class ReportCommand
{
    private const float LowestConfidence = 0.001f;

    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description = "ONNX detect models, one or two.",
        Arity = new ArgumentArity(1, 2),
    };
    private static readonly Option<string> Data = new("--data")
    {
        Description = "YOLO folder or data.yaml, COCO instances json, or Pascal VOC folder.",
        HelpName = "DATA",
        Required = true,
    };
    private static readonly Option<string> Split = new("--split")
    {
        Description = "Split of the data set; val, valid and validation are the same.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "val",
    };
    private static readonly Option<string> Html = new("--out", "-o")
    {
        Description = "The page to write.",
        HelpName = "FILE",
        Required = true,
    };
    private static readonly Option<string?> Degrade = new("--degrade")
    {
        Description =
            $"Degrades every image before: {string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.",
        HelpName = "P",
    };
    private static readonly Option<bool> Levels = new("--levels")
    {
        Description = "Measures over scale, blur and noise, too: about fifteen times as long.",
    };
    private static readonly Option<int> Every = new("--every")
    {
        Description = "Takes every K-th image only.",
        HelpName = "K",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        Option<ClassMap?> classMap = ClassMapArgument.Create();
        Option<long> seed = DegradationArguments.Seed();
        Command command = new(
            "report",
            "Writes a page about one detector, or two side by side: scores, curves, kinds of errors, confusions, worst "
            + "pictures.\nExample: detsdk report runs/mine/best.onnx yolov8n.onnx --data street --out report.html")
        {
            Models, Data, Split, classMap, Degrade, seed, Levels, Every, Html,
        };
        DetectorArguments detector = new(command, LowestConfidence, model: false);
        command.SetStoppableAction((arguments, token) =>
        {
            ClassMap map = arguments.GetValue(classMap) ?? ClassMap.ByName;
            return Run(arguments, detector, map, arguments.GetValue(seed), token);
        });
        return command;
    }

    private static int Run(
        ParseResult arguments, DetectorArguments options, ClassMap map, long seed, CancellationToken token)
    {
        string path = arguments.GetRequiredValue(Data), page = arguments.GetRequiredValue(Html);
        AnnotatedDataSet dataSet = AnnotatedData.Load(
            path, arguments.GetRequiredValue(Split), boxes: BoxPolicy.AsWritten)
            .RequireBoxes(path).Every(arguments.GetValue(Every));
        ImageTransform? transform = arguments.GetValue(Degrade) is { } name
            ? new DataSetDegradation(DegradationArguments.Load(name), seed).Apply
            : null;
        Comparison comparison = new(dataSet, map, token);
        List<EvaluatedModel> models = [];
        List<CocoScores[]> levels = [];
        foreach (string file in arguments.GetRequiredValue(Models))
        {
            using Detector detector = options.Load(arguments, file);
            models.Add(comparison.Evaluate(detector, NameOf(file), transform));
            if (arguments.GetValue(Levels)) levels.Add(comparison.ScoreLevels(detector, seed));
        }

        EvaluationPage.Write(page, NameOf(path), models, levels.Count == 0 ? [] : Turn(levels));
        Console.WriteLine(page);
        return models.Exists(model => model.Result.Problems.Count > 0) ? ExitCode.Failed : ExitCode.Success;
    }

    /// <summary>By degree what came by detector.</summary>
    private static List<(SweepLevel, CocoScores[])> Turn(List<CocoScores[]> byDetector) =>
        [.. SweepLevel.Usual.Select((level, index) => (level, byDetector.Select(scores => scores[index]).ToArray()))];

    /// <summary>The name of a file or folder, with that of its folder where it is one that all runs have.</summary>
    private static string NameOf(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), name = Path.GetFileName(full);
        return name == "best.onnx" ? $"{Path.GetFileName(Path.GetDirectoryName(full))}/{name}" : name;
    }
}
