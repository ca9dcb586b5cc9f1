using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101). Its whole state is two tensors per
/// parameter and a step count, so a checkpoint restores it bit for bit; every number that reaches native code is a
/// Scalar that lives through the call, which TorchSharp's own optimisers do not ensure.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double Epsilon = 1e-8, FirstDecay = 0.9, SecondDecay = 0.999;

    private static readonly Scalar HeldEpsilon = Epsilon;
    private static readonly Scalar KeepFirst = FirstDecay, AddFirst = 1 - FirstDecay;
    private static readonly Scalar KeepSecond = SecondDecay, AddSecond = 1 - SecondDecay;

    private readonly IReadOnlyList<(
        string Name, Parameter Values, double Share, Tensor First, Tensor Second)> _parameters;
    private readonly double _weightDecay;

    /// <param name="module">The network whose parameters are trained.</param>
    /// <param name="weightDecay">
    /// Share of a weight that a step of learning rate 1 takes away. Biases and normalisation parameters do not decay.
    /// </param>
    /// <param name="learningShare">Share of the learning rate that a parameter takes; default 1 for each.</param>
    public AdamW(nn.Module module, double weightDecay, Func<string, double>? learningShare = null)
    {
        _weightDecay = weightDecay;
        _parameters =
        [
            .. module.named_parameters().Select(named => (
                named.name, named.parameter, learningShare?.Invoke(named.name) ?? 1,
                zeros_like(named.parameter, requires_grad: false).DetachFromDisposeScope(),
                zeros_like(named.parameter, requires_grad: false).DetachFromDisposeScope())),
        ];
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>
    /// The moments by name, owned by the optimiser: <c>first.PARAMETER</c> and <c>second.PARAMETER</c>.
    /// </summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State =>
        _parameters.SelectMany(parameter => new KeyValuePair<string, Tensor>[]
        {
            new($"first.{parameter.Name}", parameter.First), new($"second.{parameter.Name}", parameter.Second),
        });

    /// <summary>Changes the parameters along their gradients. A parameter without gradient stays.</summary>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        Steps++;
        using Scalar secondCorrection = 1 / Math.Sqrt(1 - Math.Pow(SecondDecay, Steps));
        double firstCorrection = 1 / (1 - Math.Pow(FirstDecay, Steps));
        foreach ((_, Parameter values, double share, Tensor first, Tensor second) in _parameters)
        {
            using Scalar keepWeight = 1 - learningRate * share * _weightDecay;
            using Scalar stepSize = -learningRate * share * firstCorrection;
            using Tensor? gradient = values.grad;
            if (gradient is null) continue;
            if (values.dim() > 1) values.mul_(keepWeight);
            first.mul_(KeepFirst).add_(gradient, AddFirst);
            second.mul_(KeepSecond).addcmul_(gradient, gradient, AddSecond);
            using Tensor deviation = second.sqrt().mul_(secondCorrection).add_(HeldEpsilon, HeldScalars.One);
            values.addcdiv_(first, deviation, stepSize);
        }
    }

    public void Dispose()
    {
        foreach ((_, _, _, Tensor first, Tensor second) in _parameters)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
