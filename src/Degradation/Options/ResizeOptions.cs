namespace DetectionSdk.Degradation;

/// <summary>
/// Resizes by a random factor, up or down, the same in x and y; sides are rounded to the nearest whole pixel.
/// </summary>
public sealed record ResizeOptions : EffectOptions
{
    /// <summary>The factor that sides are multiplied by, in [1/64, 64]. Default U(0.25, 1).</summary>
    [ParameterRange(1.0 / 64, 64)]
    public Distribution Factor { get; init; } = (0.25, 1);

    /// <summary>Which size is multiplied. Default <see cref="ScaleReference.Current"/>.</summary>
    public ScaleReference RelativeTo { get; init; } = ScaleReference.Current;

    /// <summary>
    /// Resampling methods, each as likely. Default <see cref="ResizeMethod.Area"/>,
    /// <see cref="ResizeMethod.Bilinear"/>, <see cref="ResizeMethod.Bicubic"/>.
    /// </summary>
    [NotEmpty]
    public IReadOnlyList<ResizeMethod> Methods { get; init; } =
    [
        ResizeMethod.Area, ResizeMethod.Bilinear, ResizeMethod.Bicubic
    ];

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.AddResize(plan.Draw(Factor), RelativeTo, Methods);
}
