namespace DetectionSdk.Degradation;

/// <summary>
/// Additive Gaussian noise whose channels are correlated, as BSRGAN draws it: covariance |L^2 U^T D U| (absolute values
/// of the entries), D diagonal with entries U(0, 1), U orthonormal from a matrix of U(0, 1) entries.
/// </summary>
public sealed record CorrelatedNoiseOptions : EffectOptions
{
    /// <summary>L: the largest standard deviation, in 8-bit levels, in [0, 255]. Default 25.</summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution Level { get; init; } = 25;

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan)
    {
        double level = plan.Draw(Level);
        plan.Add(new CorrelatedNoiseStep(ChannelCovariance.Draw(level, plan.Random), plan.DrawSeed()));
    }
}
