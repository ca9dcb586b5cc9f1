using System.CommandLine;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// What <c>train sr --recipe class-sr</c> takes: the options of any front-end, and widths in the place of one.
/// </summary>
/// <param name="common">The options of any front-end.</param>
internal sealed class ClassSrArguments(TrainingArguments<SuperResolutionRecipe> common)
{
    /// <summary>The recipe's name.</summary>
    public const string Name = "class-sr";

    private static readonly ClassSrRecipe Defaults = new();

    /// <summary>The option <c>--widths</c>.</summary>
    public Option<double[]> Widths { get; } = new("--widths")
    {
        Description = "Widths of the branches of class-sr, rising, in the place of --width.",
        HelpName = "W ...",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. Defaults.Widths],
    };

    /// <summary>The option <c>--branches</c>.</summary>
    public Option<ClassSrBranches> Branches { get; } = new("--branches")
    {
        Description =
            "Of class-sr: specialised (each learns its share of the crops by difficulty), separate (each learns all) "
            + "or slimmable (the first channels of one network).",
        HelpName = "KIND",
        DefaultValueFactory = _ => Defaults.Branches,
    };

    /// <summary>The recipe of a new run.</summary>
    public ClassSrRecipe Begin(ParseResult arguments) => Change(Defaults, arguments, common.Begin);

    /// <summary>The recipe with all options that are given.</summary>
    public ClassSrRecipe Apply(ClassSrRecipe recipe, ParseResult arguments) =>
        Change(recipe, arguments, common.Recipe.Apply);

    private ClassSrRecipe Change(
        ClassSrRecipe recipe, ParseResult arguments,
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
            Widths = arguments.GetResult(Widths) is { Implicit: false }
                ? arguments.GetRequiredValue(Widths)
                : recipe.Widths,
            Branches = arguments.GetResult(Branches) is { Implicit: false }
                ? arguments.GetValue(Branches)
                : recipe.Branches,
        };
    }
}
