using DetectionSdk.Evaluation;

namespace DetectionSdk.Studies;

/// <summary>The scores of one evaluation in a study.</summary>
/// <param name="Arm">What was varied: a recipe, a front-end, a way to train.</param>
/// <param name="Seed">Name of the seed.</param>
/// <param name="Condition">What it was measured on.</param>
/// <param name="Copy">Which of several draws of one degradation; empty where there is one.</param>
/// <param name="Coco">The twelve numbers.</param>
/// <param name="FrontEnd">Null where there was none.</param>
/// <param name="Images">Scores per image; empty where they were not written.</param>
public sealed record StudyScore(
    string Arm, string Seed, string Condition, string Copy, CocoScores Coco, FrontEndScore? FrontEnd = null,
    IReadOnlyList<ImageScore>? Images = null)
{
    /// <summary>Scores per image; empty where they were not written.</summary>
    public IReadOnlyList<ImageScore> Images { get; init; } = Images ?? [];
}
