using System.Globalization;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>How well a network does on degraded, on clean and on real poor pictures.</summary>
/// <param name="Degraded">On the validation set, degraded as in training.</param>
/// <param name="Clean">On the validation set as it is.</param>
/// <param name="Real">On the real poor pictures; null where there are none.</param>
internal sealed record RobustScores(CocoScores Degraded, CocoScores Clean, CocoScores? Real)
{
    /// <summary>Mean average precision over the sets, which all count alike.</summary>
    public double Mean =>
        Real is null ? (Degraded.AP + Clean.AP) / 2 : (Degraded.AP + Clean.AP + Real.AP) / 3;

    /// <summary>Whether at most so much is lost on clean and on real pictures.</summary>
    public bool Keeps(RobustScores teacher, double allowedLoss) =>
        Clean.AP >= teacher.Clean.AP - allowedLoss
        && (Real is null || Real.AP >= teacher.Real!.AP - allowedLoss);

    /// <summary>The change from the teacher's scores, in words.</summary>
    public string Since(RobustScores teacher)
    {
        string real = Real is null ? "" : $", on real poor ones {Change(teacher.Real!, Real)}";
        return $"AP on degraded pictures {Change(teacher.Degraded, Degraded)}, on clean ones "
            + $"{Change(teacher.Clean, Clean)}{real}";
    }

    private static string Change(CocoScores before, CocoScores after) =>
        string.Create(CultureInfo.InvariantCulture, $"{before.AP:0.000} -> {after.AP:0.000}");
}
