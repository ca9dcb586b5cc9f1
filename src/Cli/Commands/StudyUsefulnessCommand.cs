using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using DetectionSdk.Studies;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study usefulness</c>: whether super-resolution helps other tasks.</summary>
internal static class StudyUsefulnessCommand
{
    private const float LowestConfidence = 0.001f;

    private static readonly string[] Tasks =
        ["digits", "scenes", "boundaries", "segmentation", "detection", "none"];

    public static Command Create()
    {
        Option<string[]> tasks = new("--task")
        {
            Description =
                "digits, scenes, boundaries, segmentation or detection with the folder of their pictures; none "
                + "measures the quality of any pictures.",
            HelpName = "TASK=DIR",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string> photos = new("--photos")
        {
            Description = "Folder of photographs that the methods learn from.",
            HelpName = "DIR",
            Required = true,
        };
        Option<int> scale = new("--factor")
        {
            Description = "Factor of shrinking and enlarging, 2 to 8.",
            HelpName = "S",
            DefaultValueFactory = _ => 4,
        };
        Option<int> patches = new("--patches")
        {
            Description = "Pairs of patches to learn from.",
            HelpName = "N",
            DefaultValueFactory = _ => 100_000,
        };
        Option<int> every = new("--every")
        {
            Description = "Takes every K-th picture of a task.",
            HelpName = "K",
            DefaultValueFactory = _ => 1,
        };
        Option<string[]> networks = new("--network")
        {
            Description = "Super-resolution models of this factor that join the methods, each with a name.",
            HelpName = "NAME=FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> retrained = new("--retrained")
        {
            Description = "Lets digits and scenes learn from pictures that this method enlarged.",
            HelpName = "METHOD",
        };
        Option<int[]> sheet = new("--sheet")
        {
            Description = "Numbers of pictures, from 0, of which --sheet-file shows what the task makes of them.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> sheetFile = new("--sheet-file")
        {
            Description = "PNG of the pictures in --sheet by all methods, of the first task; nothing is measured.",
            HelpName = "FILE",
        };
        Option<ClassMap?> classMap = ClassMapArgument.Create();
        Option<long> seed = DegradationArguments.Seed();
        Command command = new(
            "usefulness",
            "Whether pictures that are enlarged better are good for more: methods, measures of quality and tasks.\n"
            + "Example: detsdk study usefulness --task digits=mnist scenes=scenes --photos t91 --factor 4")
        {
            tasks, photos, scale, patches, every, networks, retrained, sheet, sheetFile, classMap, seed,
            StudyOutput.Page,
        };
        scale.Within(2, 8);
        patches.Within(10_000, 10_000_000);
        every.Within(1, 1000);
        tasks.Validators.Add(RequireTasks);
        networks.Validators.Add(result => RequirePairs(result, "NAME=FILE"));
        DetectorArguments detector = new(command, LowestConfidence);
        command.SetStoppableAction((arguments, token) =>
        {
            int factor = arguments.GetValue(scale);
            using EnlargingMethods learned = EnlargingMethods.Learn(
                ImageFolder.List(arguments.GetRequiredValue(photos)), factor, arguments.GetValue(patches),
                arguments.GetValue(seed));
            (string Name, FrontEnd FrontEnd)[] methods =
            [
                .. learned.All,
                .. (arguments.GetValue(networks) ?? []).Select(
                    network => (Before(network), (FrontEnd)SuperResolver.Load(After(network)))),
            ];
            UsefulnessStudy study = new(factor, methods);
            Func<Mat, Mat>? seen = arguments.GetValue(retrained) is { } name ? Enlarging(study, methods, name) : null;
            StudyOutput output = new(arguments);
            foreach (string task in arguments.GetRequiredValue(tasks))
            {
                using Detector? finder = Before(task) == "detection" ? detector.Load(arguments) : null;
                using VisionTask chosen = Load(
                    Before(task), After(task), seen, finder, arguments.GetValue(classMap) ?? ClassMap.ByName);
                if (arguments.GetValue(sheetFile) is { } file)
                {
                    WriteSheet(study, chosen, arguments.GetValue(sheet) ?? [], file);
                    break;
                }
                IReadOnlyList<UsefulnessScore> scores = study.Run(chosen, arguments.GetValue(every), token);
                output.Show([
                    .. UsefulnessReport.Of(
                        $"{chosen.Name}, factor {factor}", chosen.Measure,
                        UsefulnessTable.Compute(scores, EnlargingMethods.Baseline)),
                ]);
            }
            foreach ((_, FrontEnd network) in methods.Skip(learned.All.Count)) network.Dispose();
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteSheet(UsefulnessStudy study, VisionTask task, int[] pictures, string file)
    {
        if (pictures.Length == 0 || pictures.Any(picture => picture < 0 || picture >= task.Pictures.Count))
            throw new UsageException(
                $"--sheet is '{string.Join(' ', pictures)}'; expected numbers of pictures, 0 to "
                + $"{task.Pictures.Count - 1}.");
        using Mat drawn = UsefulnessSheet.Draw(study, task, pictures);
        AtomicFile.Write(file, stream => stream.Write(drawn.ToBytes(".png")));
    }

    private static VisionTask Load(
        string task, string data, Func<Mat, Mat>? seen, Detector? detector, ClassMap classMap) =>
        task switch
        {
            "digits" => new DigitsTask(data, seen: seen),
            "scenes" => new ScenesTask(data, seen),
            "boundaries" => new BoundariesTask(data),
            "segmentation" => new SegmentationTask(data),
            "none" => new NoTask(data),
            _ => new DetectionTask(AnnotatedData.Load(data, "val", boxes: BoxPolicy.AsWritten), detector!, classMap),
        };

    private static Func<Mat, Mat> Enlarging(
        UsefulnessStudy study, (string Name, FrontEnd FrontEnd)[] methods, string name)
    {
        FrontEnd method = methods.FirstOrDefault(known => known.Name == name).FrontEnd
            ?? throw new UsageException(
                $"--retrained is '{name}'; expected one of {string.Join(", ", methods.Select(known => known.Name))}.");
        return picture => study.Enlarge(picture, method);
    }

    private static string Before(string pair) => pair.Split('=', 2)[0];

    private static string After(string pair) => pair.Split('=', 2)[1];

    private static void RequireTasks(OptionResult result)
    {
        RequirePairs(result, "TASK=DIR");
        foreach (string task in result.Tokens.Select(token => Before(token.Value)).Except(Tasks))
            result.AddError($"--task is '{task}'; expected one of {string.Join(", ", Tasks)}, each with =DIR.");
    }

    private static void RequirePairs(OptionResult result, string form)
    {
        foreach (Token token in result.Tokens.Where(
            token => token.Value.Split('=', 2) is not [{ Length: > 0 }, { Length: > 0 }]))
            result.AddError($"{result.Option.Name} is '{token.Value}'; expected {form}.");
    }
}
