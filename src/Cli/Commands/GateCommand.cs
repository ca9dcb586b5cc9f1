using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk gate</c>: learns on which images a front-end pays.</summary>
internal static class GateCommand
{
    private const float LowestConfidence = 0.001f;

    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "Annotated data set.", HelpName = "DATA", Required = true };
        Option<string> split = new("--split")
        {
            Description = "Split to learn on.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "train",
        };
        Option<ClassMap?> classMap = ClassMapArgument.Create();
        Option<string?> degrade = new("--degrade")
        {
            Description = "Degrades every image before: a preset, or a recipe file.",
            HelpName = "P",
        };
        Option<long> seed = DegradationArguments.Seed();
        Option<string> output = new("--out", "-o")
        {
            Description = "The gate, for --gate of detect, evaluate and enhance.",
            HelpName = "FILE",
            Required = true,
        };
        Command command = new(
            "gate",
            "Learns from the gain in AP50 per image when a front-end pays.\n"
            + "Example: detsdk gate --data street --model m.onnx --front-end sr-x4.onnx --degrade coco-d --out "
            + "gate.json")
            { data, split, classMap, degrade, seed, output };
        DetectorArguments detector = new(command, LowestConfidence);
        FrontEndArguments frontEnd = new(command, required: true, gated: false);
        command.SetStoppableAction((arguments, token) =>
        {
            string path = arguments.GetRequiredValue(data);
            AnnotatedDataSet dataSet = AnnotatedData.Load(
                path, arguments.GetRequiredValue(split), boxes: BoxPolicy.AsWritten).RequireBoxes(path);
            using FrontEnd before = detector.LoadFrontEnd(arguments, frontEnd)!;
            using Detector loaded = detector.Load(arguments);
            DataSetDegradation? degradation = arguments.GetValue(degrade) is { } name
                ? new(DegradationArguments.Load(name), arguments.GetValue(seed))
                : null;
            ClassMap map = arguments.GetValue(classMap) ?? ClassMap.ByName;
            ImageTransform? transform = degradation is null ? null : degradation.Apply;
            GateLearning learned = ProgressBar.Run(
                "measuring", 2 * dataSet.Images.Count,
                advance => GateLearning.Run(
                    dataSet, loaded, before, map, transform, new Advance(advance), token));
            learned.Gate.Save(arguments.GetRequiredValue(output));
            Print(learned);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(GateLearning learned)
    {
        QualityGate gate = learned.Gate;
        string rule = gate == QualityGate.Never ? "never enhances" : gate == QualityGate.Always ? "always enhances"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"enhances images with "
                + $"{JsonNamingPolicy.KebabCaseLower.ConvertName(gate.Feature.ToString()).Replace('-', ' ')} "
                + $"{(gate.EnhancesAbove ? "above" : "below")} {gate.Threshold:0.###}");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture, $"{rule}: {learned.EnhancedShare:0%} of {learned.Images.Count} images"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"mean gain in AP50 per image: {learned.GainGated:+0.0000;-0.0000;0} gated, "
                + $"{learned.GainAlways:+0.0000;-0.0000;0} always, on the images it was learned from; evaluate --gate "
                + $"measures it on others"));
    }
}
