namespace DetectionSdk.Degradation;

internal sealed record ConstantDistribution : Distribution
{
    public ConstantDistribution(double value)
    {
        if (!double.IsFinite(value)) throw new DegradationException($"A constant must be finite; it is {value}.");
        Value = value;
    }

    public double Value { get; }
    public override double Minimum => Value;
    public override double Maximum => Value;
    internal override bool IsWhole => Math.Floor(Value) == Value;
    internal override bool IsOdd => Math.Abs(Value % 2) == 1;
    internal override double Draw(RandomSource random) => Value;
}

internal sealed record UniformDistribution : Distribution
{
    public UniformDistribution(double minimum, double maximum)
    {
        if (!(double.IsFinite(minimum) && double.IsFinite(maximum) && minimum <= maximum))
            throw new DegradationException($"A range must be [minimum, maximum]; it is [{minimum}, {maximum}].");
        (Minimum, Maximum) = (minimum, maximum);
    }

    public override double Minimum { get; }
    public override double Maximum { get; }
    internal override bool IsWhole => false;
    internal override bool IsOdd => false;
    internal override double Draw(RandomSource random) => random.Uniform(Minimum, Maximum);
}

internal sealed record LogUniformDistribution : Distribution
{
    public LogUniformDistribution(double minimum, double maximum)
    {
        if (!(minimum > 0 && double.IsFinite(maximum) && minimum <= maximum))
            throw new DegradationException(
                $"A logarithmic range must be positive and in order; it is [{minimum}, {maximum}].");
        (Minimum, Maximum) = (minimum, maximum);
    }

    public override double Minimum { get; }
    public override double Maximum { get; }
    internal override bool IsWhole => false;
    internal override bool IsOdd => false;
    internal override double Draw(RandomSource random) =>
        Math.Clamp(Math.Exp(random.Uniform(Math.Log(Minimum), Math.Log(Maximum))), Minimum, Maximum);
}

internal sealed record IntegerDistribution : Distribution
{
    private readonly int _minimum;
    private readonly int _maximum;

    public IntegerDistribution(int minimum, int maximum, int step)
    {
        if (step < 1 || maximum < minimum || ((long)maximum - minimum) % step != 0)
            throw new DegradationException(
                $"Integers must run from minimum to maximum in whole steps; they are [{minimum}, {maximum}, {step}].");
        (_minimum, _maximum, Step) = (minimum, maximum, step);
    }

    public int Step { get; }
    public override double Minimum => _minimum;
    public override double Maximum => _maximum;
    internal override bool IsWhole => true;
    internal override bool IsOdd => _minimum % 2 != 0 && (Step % 2 == 0 || _minimum == _maximum);
    internal override double Draw(RandomSource random) =>
        _minimum + (double)Step * random.NextIndex((_maximum - _minimum) / Step + 1);
}

internal sealed record MixtureDistribution : Distribution
{
    private readonly double[] _weights;

    public MixtureDistribution(IReadOnlyList<Distribution> parts, IReadOnlyList<double>? weights)
    {
        if (parts.Count == 0) throw new DegradationException("A mixture needs at least one part; it has none.");
        _weights = weights is null ? [.. Enumerable.Repeat(1.0, parts.Count)] : [.. weights];
        if (_weights.Length != parts.Count || _weights.Any(w => !(w > 0 && double.IsFinite(w))))
            throw new DegradationException(
                $"A mixture of {parts.Count} needs as many positive weights; they are "
                + $"[{string.Join(", ", _weights)}].");
        Parts = [.. parts];
    }

    public IReadOnlyList<Distribution> Parts { get; }
    public IReadOnlyList<double> Weights => _weights;
    public override double Minimum => Parts.Min(p => p.Minimum);
    public override double Maximum => Parts.Max(p => p.Maximum);
    internal override bool IsWhole => Parts.All(p => p.IsWhole);
    internal override bool IsOdd => Parts.All(p => p.IsOdd);
    internal override double Draw(RandomSource random) => Parts[random.NextIndex(_weights)].Draw(random);
}
