using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Keeps gradients away from a network: what is computed until this is disposed passes gradients on to its input, but
/// gives none to its parameters. For a loss that is measured by a network which it shall not teach.
/// </summary>
internal sealed class FrozenParameters : IDisposable
{
    private readonly List<Tensor> _learning;

    public FrozenParameters(nn.Module network)
    {
        _learning = [.. network.parameters().Where(parameter => parameter.requires_grad)];
        foreach (Tensor parameter in _learning) parameter.requires_grad = false;
    }

    public void Dispose()
    {
        foreach (Tensor parameter in _learning) parameter.requires_grad = true;
    }
}
