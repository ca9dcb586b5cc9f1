using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk train feedback</c>: trains a network that enlarges in steps and is told of instances.</summary>
internal static class TrainFeedbackCommand
{
    private static readonly FeedbackRecipe Defaults = new();

    private static readonly TrainingArguments<FeedbackRecipe> Common = new(Defaults, TrainingLength.Standard);

    private static readonly RecipeOptions<FeedbackRecipe> Recipe = Common.Recipe;

    private static readonly CropArguments<FeedbackRecipe> Crop = new(Recipe, Defaults.Augmentation);

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Photographs with label maps: images, labels and classes.txt. With --resume the run's.",
        HelpName = "DATA",
    };
    private static readonly Option<string[]> Things = Recipe.Add(
        new Option<string[]>("--things")
        {
            Description = "Classes whose regions are instances.",
            HelpName = "NAME ...",
            AllowMultipleArgumentsPerToken = true,
        },
        (recipe, names) => recipe with { Things = names });
    private static readonly Option<InstanceCondition> Condition = Recipe.Add(
        new Option<InstanceCondition>("--condition")
        {
            Description = "What the network is told of instances: border, foreground or none.",
            HelpName = "C",
            DefaultValueFactory = _ => Defaults.Condition,
        },
        (recipe, condition) => recipe with { Condition = condition });
    private static readonly Option<int> FeedbackSteps = Recipe.Add(
        new Option<int>("--feedback-steps")
        {
            Description = "Steps of the feedback, each of which gives a picture; 1 feeds nothing back.",
            HelpName = "T",
            DefaultValueFactory = _ => Defaults.FeedbackSteps,
        },
        (recipe, steps) => recipe with { FeedbackSteps = steps });
    private static readonly Option<int> Scale = Recipe.Add(
        new Option<int>("--scale")
        {
            Description = "Factor by which images are enlarged.",
            HelpName = "S",
            DefaultValueFactory = _ => Defaults.Network.Scale,
        },
        (recipe, scale) => recipe with { Network = recipe.Network with { Scale = scale } });
    private static readonly Option<double> Width = Recipe.Add(
        new Option<double>("--width")
        {
            Description = "Factor on 64 channels.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.Network.Width,
        },
        (recipe, width) => recipe with { Network = recipe.Network with { Width = width } });
    private static readonly Option<int?> Depth = Recipe.Add(
        new Option<int?>("--depth") { Description = "Pairs of projections in the block. Default: 3.", HelpName = "D" },
        (recipe, depth) => recipe with { Network = recipe.Network with { Depth = depth } });

    public static Command Create()
    {
        Command command = new(
            "feedback",
            "Trains a network that enlarges in steps, each fed what the last one found, and is told where instances "
            + "are.\nExample: detsdk train feedback --data camvid --things car pedestrian --out runs/feedback");
        Common.AddTo(command, [Data, Things, Condition, FeedbackSteps, Scale, Width, Depth, .. Crop.Options]);
        Common.RequireUnlessResumed(command, Data);
        Common.RequireUnlessResumed(command, Things);
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
}
