using DetectionSdk.Evaluation;

namespace DetectionSdk.Studies.Tests;

/// <summary>Scores of which a test names only what it is about.</summary>
internal static class Scores
{
    public static StudyScore Of(
        string arm, string seed, double ap, double ap50 = 0.5, string condition = "x4", string copy = "",
        double small = 0, FrontEndScore? frontEnd = null, params ImageScore[] images) =>
        new(
            arm, seed, condition, copy, new CocoScores(ap, ap50, 0, small, 0, 0, 0, 0, 0, 0, 0, 0), frontEnd, images);
}
