using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>Collects what a preset draws until every parameter a test asks for has been drawn often enough.</summary>
internal static class PresetDraws
{
    /// <summary>
    /// So large that rounding sides to pixels does not show in the scales; nothing is ever applied at this size.
    /// </summary>
    public const int Side = 60_000;

    public static GoodnessOfFit Collect(
        DegradationPipeline pipeline, Action<DegradationPlan, GoodnessOfFit> record, int side = Side)
    {
        GoodnessOfFit fit = new();
        for (int seed = 0; seed < 1_000_000; seed++)
        {
            record(pipeline.Sample(seed, new Size(side, side)), fit);
            if (seed >= GoodnessOfFit.Draws && seed % 1000 == 0 && fit.IsComplete(fit.Parameters)) return fit;
        }
        throw new InvalidOperationException("A parameter is drawn too rarely to be tested.");
    }

    public static bool IsRound(this GaussianBlurStep blur) => blur.SigmaX == blur.SigmaY;
}
