using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// What <c>train sr --recipe sft</c> and <c>--recipe targeted</c> take: the options of any front-end, what the network
/// is told and what is asked of bands.
/// </summary>
/// <param name="common">The options of any front-end.</param>
internal sealed class SemanticArguments(TrainingArguments<SuperResolutionRecipe> common)
{
    /// <summary>Names of the recipe: told what it looks at, or taught.</summary>
    public const string Sft = "sft", Targeted = "targeted";

    /// <summary>Values of <c>--maps</c> that are no path.</summary>
    private const string Labels = "labels", Shuffled = "shuffled";

    private static readonly SemanticRecipe Defaults = new();

    private readonly Option<ConditionPlace> _condition = new("--condition")
    {
        Description =
            "Where sft is told what a picture shows: transform, input (once, at the first convolution), channels (maps "
            + "as further channels of the picture) or none (the twin).",
        HelpName = "PLACE",
        DefaultValueFactory = _ => Defaults.Condition,
    };

    private readonly Option<string> _maps = new("--maps")
    {
        Description =
            "What sft is told: the set's labels, shuffled ones (of other pictures), a folder of label maps, or what a "
            + "segmenter or a detector finds in the shrunk pictures.",
        HelpName = "labels|shuffled|DIR|MODEL",
        DefaultValueFactory = _ => Labels,
    };

    private readonly Option<BandGoal> _bands = new("--bands")
    {
        Description =
            "What sft and targeted ask of frequency bands: none, classes (default of sft), everywhere, labels (default "
            + "of targeted) or gradients.",
        HelpName = "GOAL",
    };

    private readonly Option<double> _weight = new("--band-weight")
    {
        Description = "Weight of that. Default: 0.05 for classes, 0.5 for the others.",
        HelpName = "W",
    };

    private readonly Option<string[]> _background = new("--background")
    {
        Description = "Classes whose texture counts for --bands labels.",
        HelpName = "NAME ...",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. Defaults.Background],
    };

    private readonly Option<string?> _features = new("--features")
    {
        Description =
            "Detector, segmenter or super-resolution model, ONNX, by whose frozen features targeted compares texture "
            + "in the place of bands.",
        HelpName = "MODEL",
    };

    private readonly Option<string?> _layer = new("--layer")
    {
        Description = "Its layer that is compared.",
        HelpName = "NAME",
    };

    private readonly Option<double> _featureWeight = new("--feature-weight")
    {
        Description = "Weight of the distance of --features, a share of their size.",
        HelpName = "W",
        DefaultValueFactory = _ => Defaults.FeatureWeight,
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> Options =>
        [_condition, _maps, _bands, _weight, _background, _features, _layer, _featureWeight];

    /// <summary>Whether a recipe's name is one of these.</summary>
    public static bool Has(string recipe) => recipe is Sft or Targeted;

    /// <summary>The recipe of a new run.</summary>
    /// <param name="name">The recipe's name.</param>
    /// <param name="arguments">The command line.</param>
    public SemanticRecipe Begin(string name, ParseResult arguments)
    {
        SemanticRecipe recipe = name == Sft
            ? Defaults
            : Defaults with { Condition = ConditionPlace.None, Bands = BandGoal.Labels };
        SemanticRecipe changed = Change(recipe, arguments, common.Begin);
        if (changed is { Condition: ConditionPlace.None, ShuffledMaps: true })
            throw new UsageException(
                "--maps shuffled is for a network that is told what pictures show; expected --condition transform or "
                + "input with it.");
        return IsGiven(_weight, arguments) || changed.Bands is BandGoal.Classes or BandGoal.None
            ? changed
            : changed with { BandWeight = 0.5 };
    }

    /// <summary>The recipe with all options that are given.</summary>
    public SemanticRecipe Apply(SemanticRecipe recipe, ParseResult arguments) =>
        Change(recipe, arguments, common.Recipe.Apply);

    /// <summary>What <c>--maps</c> says, a path in full; null where it is not given.</summary>
    public string? MapsOf(ParseResult arguments) => !IsGiven(_maps, arguments) ? null
        : arguments.GetRequiredValue(_maps) is var maps && maps is Labels or Shuffled ? maps
        : Path.GetFullPath(maps);

    /// <summary>The photographs with the maps that are asked for.</summary>
    /// <param name="data">Where the photographs lie.</param>
    /// <param name="maps">What the network is told; null: the labels.</param>
    /// <param name="run">Folder of the run, which gets the maps that a model finds.</param>
    /// <param name="scale">By how much the network enlarges.</param>
    public static AnnotatedDataSet Load(string data, string? maps, string run, int scale)
    {
        AnnotatedDataSet photographs = LabelMapDataSet.IsAt(data)
            ? LabelMapDataSet.Read(data, "train")
            : PhotographData.Load(data, "train");
        if (maps is null or Labels or Shuffled) return photographs;
        if (Directory.Exists(maps)) return LabelMapDataSet.WithMaps(photographs, maps);
        using LabelMapSource source = MapModels.Load(maps);
        return source.WriteMaps(photographs, Path.Combine(run, "maps"), scale);
    }

    private SemanticRecipe Change(
        SemanticRecipe recipe, ParseResult arguments,
        Func<SuperResolutionRecipe, ParseResult, SuperResolutionRecipe> apply)
    {
        SuperResolutionRecipe changed = apply(
            new SuperResolutionRecipe
            {
                Network = recipe.Network, Degradation = recipe.Degradation, Augmentation = recipe.Augmentation,
                Steps = recipe.Steps, BatchSize = recipe.BatchSize, LearningRate = recipe.LearningRate,
                Seed = recipe.Seed, Threads = recipe.Threads, ImageWeight = recipe.ImageWeight,
            },
            arguments);
        return recipe with
        {
            Network = changed.Network, Degradation = changed.Degradation, Augmentation = changed.Augmentation,
            Steps = changed.Steps, BatchSize = changed.BatchSize, LearningRate = changed.LearningRate,
            Seed = changed.Seed, Threads = changed.Threads, ImageWeight = changed.ImageWeight,
            Condition = Given(_condition, arguments, recipe.Condition),
            ShuffledMaps = IsGiven(_maps, arguments)
                ? arguments.GetRequiredValue(_maps) == Shuffled
                : recipe.ShuffledMaps,
            Bands = Given(_bands, arguments, recipe.Bands),
            BandWeight = Given(_weight, arguments, recipe.BandWeight),
            Background = Given(_background, arguments, [.. recipe.Background]),
            Features = Given(_features, arguments, recipe.Features),
            Layer = Given(_layer, arguments, recipe.Layer),
            FeatureWeight = Given(_featureWeight, arguments, recipe.FeatureWeight),
        };
    }

    private static T Given<T>(Option<T> option, ParseResult arguments, T otherwise) =>
        IsGiven(option, arguments) ? arguments.GetValue(option)! : otherwise;

    private static bool IsGiven(Option option, ParseResult arguments) =>
        arguments.GetResult(option) is { Implicit: false };
}
