using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary>
/// <c>detsdk train restore</c>: trains a network that takes noise out of images, tile by tile as far as it pays.
/// </summary>
internal static class TrainRestorationCommand
{
    private static readonly PathRestoreRecipe Defaults = new();

    private static readonly TrainingArguments<PathRestoreRecipe> Common = new(Defaults, TrainingLength.Standard);

    private static readonly RecipeOptions<PathRestoreRecipe> Recipe = Common.Recipe;

    private static readonly CropArguments<PathRestoreRecipe> Crop = new(Recipe, Defaults.Augmentation);

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder of photographs, or an annotated data set. With --resume the run's, unless given.",
        HelpName = "DATA",
    };
    private static readonly Option<string[]> Photos = new("--photos")
    {
        Description = "Folders of further photographs.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<PathLearning> Learning = Recipe.Add(
        new Option<PathLearning>("--learning")
        {
            Description =
                "How the blocks of a tile are chosen: reinforcement, by reward; regression, by gains that are "
                + "measured; none: every tile takes all.",
            HelpName = "L",
            DefaultValueFactory = _ => Defaults.Learning,
        },
        (recipe, learning) => recipe with { Learning = learning });
    private static readonly Option<double> Width = Recipe.Add(
        new Option<double>("--width")
        {
            Description = "Factor on the 64 published channels.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.Width,
        },
        (recipe, width) => recipe with { Width = width });
    private static readonly Option<int> Depth = Recipe.Add(
        new Option<int>("--depth")
        {
            Description = "Blocks that a tile takes or skips, 1 to 8; by reward 1 to 6.",
            HelpName = "D",
            DefaultValueFactory = _ => Defaults.Depth,
        },
        (recipe, depth) => recipe with { Depth = depth });
    private static readonly Option<double> Share = Recipe.Add(
        new Option<double>("--path-share")
        {
            Description = "Share of the blocks that tiles are to take on the mean.",
            HelpName = "F",
            DefaultValueFactory = _ => Defaults.PathShare,
        },
        (recipe, share) => recipe with { PathShare = share });
    private static readonly Option<double> Difficulty = Recipe.Add(
        new Option<double>("--difficulty-threshold")
        {
            Description =
                "Squared error, in grey levels, from which a tile's gain counts fully; 0: every tile's does.",
            HelpName = "E",
            DefaultValueFactory = _ => Defaults.DifficultyThreshold,
        },
        (recipe, threshold) => recipe with { DifficultyThreshold = threshold });
    private static readonly Option<string?> Degrade = Recipe.Add(
        new Option<string?>("--degrade")
        {
            Description =
                $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file that keeps the size. Default: "
                + "noise of deviation 0 to 50, even, as a ramp, or in peaks.",
            HelpName = "P",
        },
        (recipe, preset) => recipe with { Degradation = DegradationArguments.Load(preset!) });

    public static Command Create()
    {
        Command command = new(
            "restore",
            "Trains Path-Restore: a denoiser whose tiles take as many blocks as pay.\n"
            + "Example: detsdk train restore --data photos --out runs/restore");
        Common.AddTo(
            command, [Data, Photos, Learning, Width, Depth, Share, Difficulty, Degrade, .. Crop.Options]);
        Common.RequireUnlessResumed(command, Data);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string folder = Common.FolderOf(arguments);
        RunData place = RunData.Of(
            arguments.GetValue(Data), holdOut: null, arguments.GetRequiredValue(Photos), folder,
            Common.IsResumed(arguments));
        string data = SceneData.Render(place.Data, folder, Common.SeedOf(arguments), Crop.SideOf(arguments));
        AnnotatedDataSet first = PhotographData.Load(data, "train");
        AnnotatedDataSet training = first with
        {
            Images = [.. first.Images, .. place.Photos.SelectMany(photos => UnlabelledDataSet.Read(photos).Images)],
        };
        return Common.Train(Defaults, arguments, place, training, token);
    }
}
