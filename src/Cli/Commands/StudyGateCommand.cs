using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using DetectionSdk.Studies;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk study gate</c>: which number of a picture tells when a front-end pays.</summary>
internal static class StudyGateCommand
{
    private const float LowestConfidence = 0.001f;

    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "Annotated data set.", HelpName = "DATA", Required = true };
        Option<string> split = new("--split")
        {
            Description = "Split to measure on.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "val",
        };
        Option<ClassMap?> classMap = ClassMapArgument.Create();
        Option<string> degrade = new("--degrade")
        {
            Description = "Makes the poor pictures: a preset, or a recipe file.",
            HelpName = "P",
            Required = true,
        };
        Option<long> seed = DegradationArguments.Seed();
        Option<string> features = new("--features")
        {
            Description = "Super-resolution model or detector whose layer is looked at.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string> layer = new("--layer") { Description = "Its layer.", HelpName = "NAME", Required = true };
        Option<string> known = new("--known")
        {
            Description = "Folder of good photographs that the distance is learned from.",
            HelpName = "DIR",
            Required = true,
        };
        Command command = new(
            "gate",
            "Area under the ROC of each number that a gate may decide by, and of a network's distance from what it "
            + "knows.\n"
            + "Example: detsdk study gate --data street --model m.onnx --front-end sr-x4.onnx --degrade coco-d "
            + "--features sr-x4.onnx --layer Conv_16 --known street/images/train")
            { data, split, classMap, degrade, seed, features, layer, known, StudyOutput.Page };
        DetectorArguments detector = new(command, LowestConfidence);
        FrontEndArguments frontEnd = new(command, required: true, gated: false);
        command.SetAction(arguments =>
        {
            AnnotatedDataSet dataSet = AnnotatedData.Load(
                arguments.GetRequiredValue(data), arguments.GetRequiredValue(split), boxes: BoxPolicy.AsWritten);
            using LayerFeatures network = LayerFeatures.Open(
                arguments.GetRequiredValue(features), [arguments.GetRequiredValue(layer)]);
            using RegimeDistance distance = Learn(network, ImageFolder.List(arguments.GetRequiredValue(known)));
            using FrontEnd before = detector.LoadFrontEnd(arguments, frontEnd)!;
            using Detector loaded = detector.Load(arguments);
            new StudyOutput(arguments).Show(GateFeatureReport.Of(
                GateFeatureStudy.Run(
                    dataSet, loaded, before, arguments.GetValue(classMap) ?? ClassMap.ByName,
                    new DataSetDegradation(
                        DegradationArguments.Load(arguments.GetRequiredValue(degrade)), arguments.GetValue(seed)),
                    image => distance.Of(network.ChannelStatistics(image)[0]))));
            return ExitCode.Success;
        });
        return command;
    }

    private static RegimeDistance Learn(LayerFeatures network, IReadOnlyList<string> photographs) =>
        RegimeDistance.Learn([.. photographs.Select(path => Look(network, path))]);

    private static float[] Look(LayerFeatures network, string path)
    {
        using Mat image = ImageFile.Read(path);
        return network.ChannelStatistics(image)[0];
    }
}
