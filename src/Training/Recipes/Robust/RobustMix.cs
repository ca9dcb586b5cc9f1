using System.Globalization;
using DetectionSdk.Onnx;

namespace DetectionSdk.Training;

/// <summary>
/// Looks between teacher and student, on the straight line of their weights, for the network that does best (WiSE-FT,
/// Wortsman et al., CVPR 2022, arXiv 2109.01903). Costs measurements and no training.
/// </summary>
internal sealed class RobustMix(RobustRecipe recipe, RobustMeasure measure)
{
    private static readonly double[] Shares = [1, 0.75, 0.5, 0.25];

    /// <summary>
    /// Puts the best network in the place of the run's best model, the teacher where nothing is better.
    /// </summary>
    /// <returns>What came of it, in words.</returns>
    public string Conclude(RunFolder run)
    {
        OnnxModel teacher = OnnxModel.Load(recipe.Model), student = OnnxModel.Load(run.BestModel);
        (double share, RobustScores best) = (0, measure.Teacher);
        foreach (double candidate in Shares)
        {
            WeightMix.Between(teacher, student, candidate).Save(run.CandidateModel);
            RobustScores scores = measure.Of(run.CandidateModel);
            if (measure.IsAllowed(scores) && scores.Mean > best.Mean) (share, best) = (candidate, scores);
        }
        File.Delete(run.CandidateModel);
        if (share < 1) (share == 0 ? teacher : WeightMix.Between(teacher, student, share)).Save(run.BestModel);
        return Verdict(share, best);
    }

    private string Verdict(double share, RobustScores best)
    {
        string truth = measure.HasLabels ? "annotated pictures" : "held-out photographs, by what the detector says";
        string measured = $"Measured on {measure.Count} {truth}: ";
        if (share == 0)
            return $"It did not pay: best.onnx is the detector as it was. {measured}nothing between the two has a "
                + "higher mean AP and loses no more than is allowed.";
        string weights = share == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" (weights: {share:0%} student, the rest teacher)");
        return $"{measured}{best.Since(measure.Teacher)}{weights}.";
    }
}
