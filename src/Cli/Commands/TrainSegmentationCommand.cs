using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk train segment</c>: trains a network that says of every pixel what it shows.</summary>
internal static class TrainSegmentationCommand
{
    private static readonly SegmentationRecipe Defaults =
        new SegmentationRecipe().FromImageNet(ImageNetEncoder.Path);

    private static readonly TrainingArguments<SegmentationRecipe> Common = new(Defaults, TrainingLength.Standard);

    private static readonly RecipeOptions<SegmentationRecipe> Recipe = Common.Recipe;

    private static readonly CropArguments<SegmentationRecipe> Crop = new(Recipe, Defaults.Augmentation);

    private static readonly Option<string?> Data = new("--data")
    {
        Description =
            "Photographs with a class for every pixel: folder of images/train, labels/train and classes.txt. With "
            + "--resume the run's, unless given.",
        HelpName = "DATA",
    };
    private static readonly Option<SegmentationArm> Arm = Recipe.Add(
        new Option<SegmentationArm>("--arm")
        {
            Description =
                "full: pictures as they are. Of half the size: bilinear (logits enlarged), segment (classes at twice "
                + "the input), super-resolution (and the picture rebuilt in training), affinity (and the features of "
                + "both alike).",
            HelpName = "ARM",
            DefaultValueFactory = _ => Defaults.Arm,
            CustomParser = ParseArm,
        },
        (recipe, arm) => recipe with { Arm = arm });
    private static readonly Option<string?> Degrade = Recipe.Add(
        new Option<string?>("--degrade")
        {
            Description =
                $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file. Default: none for full, else "
                + "bicubic shrinking by two.",
            HelpName = "P",
        },
        (recipe, preset) => recipe with { Degradation = DegradationArguments.Load(preset!) });
    private static readonly Option<double> Width = Recipe.Add(
        new Option<double>("--width")
        {
            Description = "Factor on the network's channels; below 1 it starts from random weights.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.Width,
        },
        (recipe, width) => width == recipe.Width
            ? recipe
            : recipe with { Width = width, LastStageChannels = null, InitialWeights = null });
    private static readonly Option<double> SuperResolutionWeight = Recipe.Add(
        new Option<double>("--super-resolution-weight")
        {
            Description = "Weight of the rebuilt picture's squared error.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.SuperResolutionWeight,
        },
        (recipe, weight) => recipe with { SuperResolutionWeight = weight });
    private static readonly Option<double> AffinityWeight = Recipe.Add(
        new Option<double>("--affinity-weight")
        {
            Description = "Weight of the features' affinity.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.AffinityWeight,
        },
        (recipe, weight) => recipe with { AffinityWeight = weight });

    public static Command Create()
    {
        Command command = new(
            "segment",
            "Trains a network that says of every pixel what it shows.\n"
            + "Example: detsdk train segment --data camvid --arm segment --out runs/segment");
        Common.AddTo(
            command, [Data, Arm, Degrade, .. Crop.Options, Width, SuperResolutionWeight, AffinityWeight]);
        Common.RequireUnlessResumed(command, Data);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        RunData place = RunData.Of(
            arguments.GetValue(Data), holdOut: null, [], Common.FolderOf(arguments), Common.IsResumed(arguments));
        AnnotatedDataSet training = LabelMapDataSet.Read(place.Data, "train");
        return Common.Train(Defaults, arguments, place, training, token);
    }

    private static SegmentationArm ParseArm(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        SegmentationArm[] known = Enum.GetValues<SegmentationArm>();
        int index = Array.FindIndex(known, arm => NameOf(arm).Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0) return known[index];
        argument.AddError($"--arm is '{text}'; expected {string.Join(", ", known.Select(NameOf))}.");
        return Defaults.Arm;
    }

    /// <summary>SuperResolution is super-resolution on the command line.</summary>
    private static string NameOf(SegmentationArm arm) => JsonNamingPolicy.KebabCaseLower.ConvertName(arm.ToString());
}
