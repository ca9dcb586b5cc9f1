using System.Globalization;

namespace DetectionSdk.Onnx;

/// <summary>
/// Leaves the layers float that cost most, until the errors of the others, which add up, leave the signal that is
/// asked for.
/// </summary>
internal static class NoiseBudget
{
    /// <param name="layers">All convolutions.</param>
    /// <param name="noise">Error over signal of those that are to run in int8, by name.</param>
    /// <param name="minimum">Signal over error that the answer must have, in dB.</param>
    public static IReadOnlyList<LayerQuantization> Spend(
        IReadOnlyList<LayerQuantization> layers, IReadOnlyDictionary<string, double> noise, double minimum)
    {
        double budget = Math.Pow(10, -minimum / 10), sum = noise.Values.Sum();
        HashSet<string> left = [];
        foreach ((string name, double cost) in noise.OrderByDescending(layer => layer.Value))
        {
            if (sum <= budget) break;
            left.Add(name);
            sum -= cost;
        }
        return [.. layers.Select(layer => noise.TryGetValue(layer.Name, out double cost)
            ? layer with
            {
                SignalToNoise = -10 * Math.Log10(cost),
                Reason = left.Contains(layer.Name) ? Reason(minimum) : null,
            }
            : layer)];
    }

    private static string Reason(double minimum) => string.Create(
        CultureInfo.InvariantCulture,
        $"their errors would leave the answer less than {minimum:0.#} dB of signal over error");
}
