using System.CommandLine;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>The options <c>--crop</c> and <c>--zoom</c>, of recipes that learn from crops of photographs.</summary>
internal sealed class CropArguments<TRecipe>
    where TRecipe : TrainingRecipe
{
    private readonly Option<int> _crop;

    /// <param name="recipe">Gets the options.</param>
    /// <param name="defaults">The defaults.</param>
    public CropArguments(RecipeOptions<TRecipe> recipe, AugmentationOptions defaults)
    {
        _crop = recipe.AddCommon(
            new Option<int>("--crop")
            {
                Description = "Side of the clean crops in pixels.",
                HelpName = "PX",
                DefaultValueFactory = _ => defaults.CropSize,
            },
            (changed, side) => changed with { Augmentation = changed.Augmentation with { CropSize = side } });
        Option<double[]> zoom = recipe.AddCommon(
            new Option<double[]>("--zoom")
            {
                Description = "Least and largest factor by which images are scaled before they are cropped.",
                HelpName = "MIN MAX",
                Arity = new ArgumentArity(2, 2),
                AllowMultipleArgumentsPerToken = true,
                DefaultValueFactory = _ => [defaults.MinimumZoom, defaults.MaximumZoom],
            },
            (changed, range) => changed with
            {
                Augmentation = changed.Augmentation with { MinimumZoom = range[0], MaximumZoom = range[1] },
            });
        Options = [_crop, zoom];
    }

    /// <summary>Both.</summary>
    public Option[] Options { get; }

    /// <summary>Side of the crops.</summary>
    public int SideOf(ParseResult arguments) => arguments.GetValue(_crop);
}
