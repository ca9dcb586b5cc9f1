using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>
/// How one parameter is drawn. Immutable and thread-safe. In code a number is a constant and a pair (a, b) is uniform
/// on [a, b); in a recipe they are <c>3</c> and <c>[1, 4]</c>, beside <c>{"integers": [7, 21, 2]}</c>,
/// <c>{"logUniform": [100, 10000]}</c> and <c>{"oneOf": [1, [1, 2]], "weights": [1, 3]}</c>.
/// </summary>
[JsonConverter(typeof(DistributionConverter))]
public abstract record Distribution
{
    private protected Distribution() { }

    /// <summary>The smallest value that can be drawn.</summary>
    public abstract double Minimum { get; }

    /// <summary>The largest value that can be drawn (for continuous ranges: their upper limit).</summary>
    public abstract double Maximum { get; }

    /// <summary>Whether every value that can be drawn is a whole number.</summary>
    internal abstract bool IsWhole { get; }

    /// <summary>Whether every value that can be drawn is an odd whole number.</summary>
    internal abstract bool IsOdd { get; }

    internal abstract double Draw(RandomSource random);

    /// <summary>Always <paramref name="value"/>.</summary>
    public static Distribution Constant(double value) => new ConstantDistribution(value);

    /// <summary>Uniform on [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    /// <exception cref="DegradationException">The limits are not finite or in the wrong order.</exception>
    public static Distribution Uniform(double minimum, double maximum) => new UniformDistribution(minimum, maximum);

    /// <summary>The logarithm is uniform between those of the two limits, which are positive.</summary>
    /// <exception cref="DegradationException">
    /// The limits are not positive and finite, or in the wrong order.
    /// </exception>
    public static Distribution LogUniform(double minimum, double maximum) =>
        new LogUniformDistribution(minimum, maximum);

    /// <summary>Uniform on minimum, minimum + step, ... up to and with <paramref name="maximum"/>.</summary>
    /// <exception cref="DegradationException">The step is below 1 or does not lead from minimum to maximum.</exception>
    public static Distribution Integers(int minimum, int maximum, int step = 1) =>
        new IntegerDistribution(minimum, maximum, step);

    /// <summary>One of the parts, each as likely, then a draw from that part.</summary>
    /// <exception cref="DegradationException">There is no part.</exception>
    public static Distribution OneOf(params Distribution[] parts) => new MixtureDistribution(parts, weights: null);

    /// <summary>One of the parts with probability proportional to its weight, then a draw from that part.</summary>
    /// <exception cref="DegradationException">There is no part, or a weight is not positive and finite.</exception>
    public static Distribution Mixture(params (double Weight, Distribution Part)[] parts) =>
        new MixtureDistribution([.. parts.Select(p => p.Part)], [.. parts.Select(p => p.Weight)]);

    /// <summary>A number is a constant.</summary>
    public static implicit operator Distribution(double value) => Constant(value);

    /// <summary>A pair is a uniform range.</summary>
    public static implicit operator Distribution((double Minimum, double Maximum) range) =>
        Uniform(range.Minimum, range.Maximum);
}
