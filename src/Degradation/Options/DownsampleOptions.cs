namespace DetectionSdk.Degradation;

/// <summary>
/// Makes the image s times smaller, the same s in x and y; sides are rounded to the nearest whole pixel.
/// </summary>
public sealed record DownsampleOptions : EffectOptions
{
    /// <summary>The factor s that sides are divided by, in [1, 64]. Default U(1, 4).</summary>
    [ParameterRange(1, 64)]
    public Distribution Scale { get; init; } = (1, 4);

    /// <summary>Which size is divided. Default <see cref="ScaleReference.Current"/>.</summary>
    public ScaleReference RelativeTo { get; init; } = ScaleReference.Current;

    /// <summary>
    /// Resampling methods, each as likely. Default <see cref="ResizeMethod.Nearest"/>,
    /// <see cref="ResizeMethod.Bilinear"/>, <see cref="ResizeMethod.Bicubic"/>.
    /// </summary>
    [NotEmpty]
    public IReadOnlyList<ResizeMethod> Methods { get; init; } =
    [
        ResizeMethod.Nearest, ResizeMethod.Bilinear, ResizeMethod.Bicubic
    ];

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.AddResize(1 / plan.Draw(Scale), RelativeTo, Methods);
}
