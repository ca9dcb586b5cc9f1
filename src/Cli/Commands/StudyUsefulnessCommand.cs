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

    public static Command Create()
    {
        Option<string> task = new("--task")
        {
            Description = "digits, scenes, boundaries, segmentation or detection; none measures quality alone.",
            HelpName = "TASK",
            Required = true,
        };
        task.AcceptOnlyFromAmong("digits", "scenes", "boundaries", "segmentation", "detection", "none");
        Option<string> data = new("--data")
        {
            Description = "Folder of the task's pictures; of detection an annotated data set.",
            HelpName = "DIR",
            Required = true,
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
        Option<string[]> networks = new("--network")
        {
            Description = "Super-resolution models of this factor that join the methods, each with a name.",
            HelpName = "NAME=FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> retrained = new("--retrained")
        {
            Description = "Lets the task learn from pictures that this method enlarged; of digits and scenes.",
            HelpName = "METHOD",
        };
        Option<ClassMap?> classMap = ClassMapArgument.Create();
        Option<long> seed = DegradationArguments.Seed();
        Command command = new(
            "usefulness",
            "Whether pictures that are enlarged better are good for more: methods, measures of quality and a task.\n"
            + "Example: detsdk study usefulness --task digits --data digits --photos t91 --factor 4")
            { task, data, photos, scale, patches, networks, retrained, classMap, seed };
        scale.Validators.Add(result => RequireRange(result, 2, 8));
        patches.Validators.Add(result => RequireRange(result, 10_000, 10_000_000));
        command.Validators.Add(result =>
        {
            if (result.GetResult(retrained) is not null && result.GetValue(task) is not ("digits" or "scenes"))
                result.AddError($"--retrained is for digits and scenes, not for {result.GetValue(task)}.");
        });
        DetectorArguments detector = new(command, LowestConfidence);
        command.SetStoppableAction((arguments, token) =>
        {
            int factor = arguments.GetValue(scale);
            using EnlargingMethods learned = EnlargingMethods.Learn(
                ImageFolder.List(arguments.GetRequiredValue(photos)), factor, arguments.GetValue(patches),
                arguments.GetValue(seed));
            (string Name, FrontEnd FrontEnd)[] loaded = [.. (arguments.GetValue(networks) ?? []).Select(LoadNetwork)];
            UsefulnessStudy study = new(factor, [.. learned.All, .. loaded]);
            using Detector? finder =
                arguments.GetRequiredValue(task) == "detection" ? detector.Load(arguments) : null;
            using VisionTask chosen = Load(
                arguments.GetRequiredValue(task), arguments.GetRequiredValue(data), Seen(), finder,
                arguments.GetValue(classMap) ?? ClassMap.ByName);
            IReadOnlyList<UsefulnessScore> scores = study.Run(chosen, token);
            foreach ((_, FrontEnd frontEnd) in loaded) frontEnd.Dispose();
            UsefulnessReport.Write(
                Console.Out, $"{chosen.Name}, factor {factor}, {chosen.Pictures.Count} pictures", chosen.Measure,
                UsefulnessTable.Compute(scores, EnlargingMethods.Baseline));
            return ExitCode.Success;

            Func<Mat, Mat>? Seen()
            {
                if (arguments.GetValue(retrained) is not { } name) return null;
                FrontEnd method = learned.All.Concat(loaded).FirstOrDefault(known => known.Name == name).FrontEnd
                    ?? throw new UsageException(
                        $"--retrained is '{name}'; expected one of "
                        + $"{string.Join(", ", learned.All.Concat(loaded).Select(known => known.Name))}.");
                return picture => study.Enlarge(picture, method);
            }
        });
        return command;
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

    private static (string, FrontEnd) LoadNetwork(string network)
    {
        string[] parts = network.Split('=', 2);
        return parts.Length == 2
            ? (parts[0], SuperResolver.Load(parts[1]))
            : throw new UsageException($"--network is '{network}'; expected NAME=FILE.");
    }

    private static void RequireRange(OptionResult result, int least, int most)
    {
        if (result.Tokens is [{ } token] && int.TryParse(token.Value, out int value) && (value < least || value > most))
            result.AddError($"{result.Option.Name} is {value}; expected {least} to {most}.");
    }
}
