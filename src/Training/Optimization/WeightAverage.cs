using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Exponential moving average of a network's weights and normalisation statistics, kept in a second network of the same
/// architecture. The average of the last steps detects better than the last step.
/// </summary>
internal sealed class WeightAverage
{
    private readonly IReadOnlyList<(Tensor Average, Tensor Current)> _pairs;
    private readonly double _decay;

    /// <param name="average">
    /// The network that holds the average; starts as a copy of <paramref name="current"/>.
    /// </param>
    /// <param name="current">The network in training.</param>
    /// <param name="decay">
    /// Share of the average that a step keeps. The first steps keep less: (1 + n) / (10 + n).
    /// </param>
    public WeightAverage(nn.Module average, nn.Module current, double decay)
    {
        _decay = decay;
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> averages = average.state_dict(), currents = current.state_dict();
        _pairs = [.. averages.Select(named => (named.Value, currents[named.Key]))];
        foreach ((Tensor held, Tensor now) in _pairs) held.copy_(now);
    }

    /// <summary>Takes one step into the average.</summary>
    /// <param name="step">Steps taken before, from zero.</param>
    public void Update(long step)
    {
        using IDisposable noGradient = no_grad();
        double decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        using Scalar keep = decay, add = 1 - decay;
        foreach ((Tensor average, Tensor current) in _pairs) average.mul_(keep).add_(current, add);
    }
}
