using System.Globalization;
using DetectionSdk.Degradation;

namespace DetectionSdk.Evaluation;

/// <summary>One point of a sweep: a degradation of one kind and a fixed strength.</summary>
/// <param name="Axis">What is made worse.</param>
/// <param name="Value">
/// How much, in the unit of the axis. A scale of 1, a blur of 0 and a noise of 0 leave the image as it is.
/// </param>
public sealed record SweepLevel(SweepAxis Axis, double Value)
{
    /// <summary>The usual sweep: s = 1, 1.5, 2, 3, 4; blur 0, 1, 2, 3, 4 px; noise 0, 10, 20, 30, 50 levels.</summary>
    public static IReadOnlyList<SweepLevel> Usual { get; } =
    [
        .. ((double[])[1, 1.5, 2, 3, 4]).Select(value => new SweepLevel(SweepAxis.Scale, value)),
        .. ((double[])[0, 1, 2, 3, 4]).Select(value => new SweepLevel(SweepAxis.Blur, value)),
        .. ((double[])[0, 10, 20, 30, 50]).Select(value => new SweepLevel(SweepAxis.Noise, value)),
    ];

    /// <summary>The degradation.</summary>
    /// <exception cref="DegradationException">The value is out of range.</exception>
    public DegradationPipeline ToPipeline() => new([Axis switch
    {
        SweepAxis.Scale => new DownsampleOptions { Scale = Value, Methods = [ResizeMethod.Area] },
        SweepAxis.Blur =>
            new GaussianBlurOptions { SpreadX = Value, KernelSize = 2 * (int)Math.Ceiling(3 * Value) + 1 },
        SweepAxis.Noise => (EffectOptions)new GaussianNoiseOptions { StandardDeviation = Value },
        _ => throw new ArgumentOutOfRangeException(nameof(Axis), Axis, "Not an axis of a sweep."),
    }]);

    /// <summary>The level in words.</summary>
    public override string ToString() => Axis switch
    {
        SweepAxis.Scale => string.Create(CultureInfo.InvariantCulture, $"scale {Value:0.##}"),
        SweepAxis.Blur => string.Create(CultureInfo.InvariantCulture, $"blur {Value:0.##} px"),
        _ => string.Create(CultureInfo.InvariantCulture, $"noise {Value:0.##} levels"),
    };
}
