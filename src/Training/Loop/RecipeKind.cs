namespace DetectionSdk.Training;

/// <summary>A kind of run: the recipe that it was started with, and its name in <c>options.json</c>.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Recipe">The recipe's type.</param>
/// <param name="Makes">What the recipe trains, for messages.</param>
internal sealed record RecipeKind(string Name, Type Recipe, string Makes)
{
    /// <summary>All kinds. A further recipe is one line here.</summary>
    public static IList<RecipeKind> All { get; } = new List<RecipeKind>
    {
        new("aeris", typeof(AerisRecipe), "detector"),
        new("super-resolution", typeof(SuperResolutionRecipe), "front-end"),
        new("robust", typeof(RobustRecipe), "detector"),
        new("class-sr", typeof(ClassSrRecipe), "front-end of several networks"),
        new("feedback", typeof(FeedbackRecipe), "front-end that is told of instances"),
        new("semantic", typeof(SemanticRecipe), "front-end that is told, or taught, what it looks at"),
        new("segmentation", typeof(SegmentationRecipe), "segmenter"),
        new("path-restore", typeof(PathRestoreRecipe), "front-end of several paths"),
        new("video-overfitting", typeof(VideoOverfittingRecipe), "bundle for one clip"),
    };

    /// <summary>The kind of a recipe.</summary>
    public static RecipeKind Of(Type recipe) => All.First(kind => kind.Recipe == recipe);
}
