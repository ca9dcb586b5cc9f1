namespace DetectionSdk.Degradation;

/// <summary>
/// Low-pass with ringing, as sharpening and over-compression leave it: the circular sinc of Real-ESRGAN (Wang et al.,
/// ICCVW 2021).
/// </summary>
public sealed record SincBlurOptions : EffectOptions
{
    /// <summary>Side of the square kernel in pixels, odd, in [3, 127]. Default 7, 9 .. 21.</summary>
    [ParameterRange(3, 127, Unit = "px", Odd = true)]
    public Distribution KernelSize { get; init; } = Distribution.Integers(7, 21, 2);

    /// <summary>Cut-off frequency in radians per pixel, in [0.01, pi]. Default U(pi/3, pi).</summary>
    [ParameterRange(0.01, Math.PI, Unit = "rad/px")]
    public Distribution Cutoff { get; init; } = (Math.PI / 3, Math.PI);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(new SincBlurStep(plan.DrawInteger(KernelSize), plan.Draw(Cutoff)));
}
