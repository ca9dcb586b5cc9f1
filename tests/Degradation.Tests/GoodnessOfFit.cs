namespace DetectionSdk.Degradation.Tests;

/// <summary>
/// Named collections of drawn values, each tested against the distribution that a table states. Seeds are fixed, so a
/// pass is a pass for ever.
/// </summary>
internal sealed class GoodnessOfFit
{
    /// <summary>Draws of every parameter that are tested: the first ones of the fixed seeds 0, 1, 2 ...</summary>
    public const int Draws = 10_000;

    /// <summary>A true table fails one test in ten thousand.</summary>
    private const double Significance = 1e-4;

    private readonly Dictionary<string, List<double>> _values = [];

    public void Add(string parameter, double value)
    {
        if (!_values.TryGetValue(parameter, out List<double>? values)) _values[parameter] = values = [];
        if (values.Count < Draws) values.Add(value);
    }

    public void Add(string parameter, bool value) => Add(parameter, value ? 1 : 0);

    public IEnumerable<string> Parameters => _values.Keys;

    public bool IsComplete(params IEnumerable<string> parameters) =>
        parameters.All(parameter => _values.TryGetValue(parameter, out List<double>? values) && values.Count == Draws);

    public void Uniform(string parameter, double minimum, double maximum) =>
        Continuous(parameter, value => Math.Clamp((value - minimum) / (maximum - minimum), 0, 1));

    /// <summary>Kolmogorov and Smirnov's test, with Stephens' finite-size correction.</summary>
    public void Continuous(string parameter, Func<double, double> cumulative)
    {
        double[] sorted = [.. Values(parameter).Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double expected = cumulative(sorted[i]);
            distance = Math.Max(
                distance, Math.Max(expected - (double)i / sorted.Length, (double)(i + 1) / sorted.Length - expected));
        }
        double root = Math.Sqrt(sorted.Length);
        double p = KolmogorovTail((root + 0.12 + 0.11 / root) * distance);
        Assert.True(
            p > Significance,
            $"{parameter}: Kolmogorov-Smirnov distance {distance:0.0000} over {sorted.Length} draws, p = {p:0.0e0}");
    }

    public void Equally(string parameter, params IEnumerable<double> values) =>
        Discrete(parameter, [.. values.Select(value => (value, 1.0))]);

    public void Probability(string parameter, double probability) =>
        Discrete(parameter, (1, probability), (0, 1 - probability));

    /// <summary>Pearson's chi-square test; values outside the table fail at once.</summary>
    public void Discrete(string parameter, params (double Value, double Weight)[] table)
    {
        List<double> values = Values(parameter);
        double total = table.Sum(row => row.Weight), statistic = 0;
        foreach ((double value, double weight) in table)
        {
            double expected = values.Count * weight / total;
            double difference = values.Count(v => v == value) - expected;
            statistic += difference * difference / expected;
        }
        Assert.Empty(values.Except(table.Select(row => row.Value)));
        double z = WilsonHilferty(statistic, table.Length - 1);
        Assert.True(
            z < 3.72,
            $"{parameter}: chi-square {statistic:0.0} with {table.Length - 1} degrees of freedom over "
            + $"{values.Count} draws");
    }

    private List<double> Values(string parameter)
    {
        Assert.True(
            IsComplete(parameter),
            $"{parameter}: {_values.GetValueOrDefault(parameter)?.Count ?? 0} draws, too few to test");
        return _values[parameter];
    }

    private static double KolmogorovTail(double x) =>
        x < 0.3 ? 1 : 2 * Enumerable.Range(1, 100).Sum(k => (k % 2 == 1 ? 1 : -1) * Math.Exp(-2.0 * k * k * x * x));

    /// <summary>The normal score that a chi-square value has; 3.72 is one in ten thousand.</summary>
    private static double WilsonHilferty(double chiSquare, int degrees) =>
        (Math.Cbrt(chiSquare / degrees) - (1 - 2.0 / (9 * degrees))) / Math.Sqrt(2.0 / (9 * degrees));
}
