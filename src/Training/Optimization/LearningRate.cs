namespace DetectionSdk.Training;

/// <summary>Linear warm-up, then half a cosine down to a hundredth of the peak.</summary>
internal static class LearningRate
{
    private const double FinalShare = 0.01;

    /// <param name="step">Step from zero.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="warmup">Steps until the peak; of a short training at most half.</param>
    /// <param name="peak">Largest rate.</param>
    public static double At(long step, long steps, long warmup, double peak)
    {
        warmup = Math.Min(warmup, steps / 2);
        if (step < warmup) return peak * (step + 1) / warmup;
        double done = (double)(step - warmup) / Math.Max(1, steps - warmup);
        return peak * (FinalShare + (1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, done))));
    }
}
