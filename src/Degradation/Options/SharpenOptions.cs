namespace DetectionSdk.Degradation;

/// <summary>
/// Unsharp masking of what exceeds a threshold, softly blended (Real-ESRGAN's USM; cameras do it too). Clips to [0,
/// 255].
/// </summary>
public sealed record SharpenOptions : EffectOptions
{
    /// <summary>How much of the detail is added, in [0, 10]. Default 0.5.</summary>
    [ParameterRange(0, 10)]
    public Distribution Amount { get; init; } = 0.5;

    /// <summary>
    /// Side of the Gaussian in pixels, odd, in [3, 127]; its sigma is 0.3 ((side - 1) / 2 - 1) + 0.8. Default 51.
    /// </summary>
    [ParameterRange(3, 127, Unit = "px", Odd = true)]
    public Distribution KernelSize { get; init; } = 51;

    /// <summary>Detail weaker than this stays as it is, in 8-bit levels, in [0, 255]. Default 10.</summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution Threshold { get; init; } = 10;

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(new SharpenStep(plan.Draw(Amount), plan.DrawInteger(KernelSize), plan.Draw(Threshold)));
}
