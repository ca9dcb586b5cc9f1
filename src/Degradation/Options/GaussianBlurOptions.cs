namespace DetectionSdk.Degradation;

/// <summary>
/// Blur with a Gaussian kernel: round, or stretched along a direction; generalised (exponent <see cref="Beta"/>) or
/// with a plateau. Kernel families as in BasicSR's degradations and BSRGAN; see <see cref="GaussianBlurStep"/> for the
/// formula.
/// </summary>
public sealed record GaussianBlurOptions : EffectOptions
{
    /// <summary>Side of the square kernel in pixels, odd, in [1, 127]. Default 7, 9 .. 21.</summary>
    [ParameterRange(1, 127, Unit = "px", Odd = true)]
    public Distribution KernelSize { get; init; } = Distribution.Integers(7, 21, 2);

    /// <summary>
    /// Spread along the direction <see cref="Angle"/>, in <see cref="Unit"/>, in [0, 1000]. Default U(0.2, 3).
    /// </summary>
    [ParameterRange(0, 1000)]
    public Distribution SpreadX { get; init; } = (0.2, 3);

    /// <summary>
    /// Spread across it, in <see cref="Unit"/>, in [0, 1000]. Default null: as along it, a round kernel.
    /// </summary>
    [ParameterRange(0, 1000)]
    public Distribution? SpreadY { get; init; }

    /// <summary>
    /// Whether the spread across is drawn uniformly from <see cref="SpreadY"/>'s minimum up to the drawn spread along.
    /// Default false.
    /// </summary>
    public bool SpreadYUpToX { get; init; }

    /// <summary>Whether spreads are standard deviations or variances. Default standard deviations.</summary>
    public SpreadUnit Unit { get; init; } = SpreadUnit.StandardDeviation;

    /// <summary>
    /// Direction of the x spread: radians from the x axis towards the y axis, which points down. In [-2 pi, 2 pi],
    /// default U(0, pi). Not drawn for round kernels.
    /// </summary>
    [ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")]
    public Distribution Angle { get; init; } = (0, Math.PI);

    /// <summary>Form of the kernel. Default <see cref="KernelProfile.Gaussian"/>.</summary>
    public KernelProfile Profile { get; init; } = KernelProfile.Gaussian;

    /// <summary>Exponent of the profile, in [0.1, 16]. Default 1: a plain Gaussian.</summary>
    [ParameterRange(0.1, 16)]
    public Distribution Beta { get; init; } = 1;

    /// <summary>
    /// How far the kernel's centre lies right of and below the pixel, in pixels, in [-16, 16]. Default 0.
    /// </summary>
    [ParameterRange(-16, 16, Unit = "px")]
    public Distribution Shift { get; init; } = 0;

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan)
    {
        int size = plan.DrawInteger(KernelSize);
        double x = plan.Draw(SpreadX);
        double y = SpreadY switch
        {
            null => x,
            _ when SpreadYUpToX => plan.Random.Uniform(Math.Min(SpreadY.Minimum, x), x),
            _ => plan.Draw(SpreadY),
        };
        double angle = SpreadY is null ? 0 : plan.Draw(Angle);
        plan.Add(new GaussianBlurStep(size, ToSigma(x), ToSigma(y), angle, Profile, plan.Draw(Beta), plan.Draw(Shift)));
    }

    private double ToSigma(double spread) => Unit == SpreadUnit.Variance ? Math.Sqrt(spread) : spread;
}
