using System.CommandLine;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// The options of a training verb, each with what it changes in a recipe. Those that are given are applied to the
/// defaults of a new run, or to the recipe of a run that is resumed.
/// </summary>
internal sealed class RecipeOptions<TRecipe>
    where TRecipe : TrainingRecipe
{
    private readonly List<(Option Option, Func<TRecipe, ParseResult, TRecipe> Change)> _changes = [];

    /// <summary>Adds an option. Options are applied in the order in which they are added.</summary>
    public Option<T> Add<T>(Option<T> option, Func<TRecipe, T, TRecipe> change)
    {
        _changes.Add((option, (recipe, arguments) => change(recipe, arguments.GetValue(option)!)));
        return option;
    }

    /// <summary>Adds an option of what all recipes have.</summary>
    public Option<T> AddCommon<T>(Option<T> option, Func<TrainingRecipe, T, TrainingRecipe> change) =>
        Add(option, (recipe, value) => (TRecipe)change(recipe, value));

    /// <summary>The recipe with all options that are given.</summary>
    public TRecipe Apply(TRecipe recipe, ParseResult arguments) => _changes
        .Where(change => IsGiven(change.Option, arguments))
        .Aggregate(recipe, (changed, next) => next.Change(changed, arguments));

    /// <summary>Whether an option is on the command line, and not its default.</summary>
    private static bool IsGiven(Option option, ParseResult arguments) =>
        arguments.GetResult(option) is { Implicit: false };
}
