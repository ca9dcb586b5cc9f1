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

    private readonly IReadOnlyList<(string Name, Parameter Values, Tensor First, Tensor Second)> _parameters;
    private readonly double[] _rateFactors;
    private readonly double _weightDecay;

    /// <param name="module">The network whose parameters are trained.</param>
    /// <param name="weightDecay">
    /// Share of a weight that a step of learning rate 1 takes away. Biases and normalisation parameters do not decay.
    /// </param>
    public AdamW(nn.Module module, double weightDecay)
    {
        _weightDecay = weightDecay;
        _parameters =
        [
            .. module.named_parameters().Select(named => (
                named.name, named.parameter,
                zeros_like(named.parameter, requires_grad: false).DetachFromDisposeScope(),
                zeros_like(named.parameter, requires_grad: false).DetachFromDisposeScope())),
        ];
        _rateFactors = new double[_parameters.Count];
        Array.Fill(_rateFactors, 1);
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

    /// <summary>Sets the factor of the learning rate by parameter's name; 1 for each until then.</summary>
    public void Use(Func<string, double> rateFactor)
    {
        for (int i = 0; i < _rateFactors.Length; i++) _rateFactors[i] = rateFactor(_parameters[i].Name);
    }

    /// <summary>Forgets moments and steps.</summary>
    public void Forget()
    {
        using IDisposable noGradient = no_grad();
        Steps = 0;
        foreach ((_, _, Tensor first, Tensor second) in _parameters)
        {
            first.zero_();
            second.zero_();
        }
    }

    /// <summary>Changes the parameters along their gradients. A parameter without gradient stays.</summary>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        Steps++;
        using Scalar secondCorrection = 1 / Math.Sqrt(1 - Math.Pow(SecondDecay, Steps));
        double firstCorrection = 1 / (1 - Math.Pow(FirstDecay, Steps));
        for (int i = 0; i < _parameters.Count; i++)
        {
            (_, Parameter values, Tensor first, Tensor second) = _parameters[i];
            using Scalar keepWeight = 1 - learningRate * _rateFactors[i] * _weightDecay;
            using Scalar stepSize = -learningRate * _rateFactors[i] * firstCorrection;
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
        foreach ((_, _, Tensor first, Tensor second) in _parameters)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
