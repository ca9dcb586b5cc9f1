using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>The content of a safetensors file. Owns its tensors: they live until <see cref="Dispose"/>.</summary>
public sealed class SafeTensorFile : IDisposable
{
    internal SafeTensorFile(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>Contiguous CPU tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The texts of the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Copies values into the tensors of the same name. Nothing is changed if one of them is absent or has another
    /// shape.
    /// </summary>
    /// <exception cref="InvalidDataException">A tensor is absent or has another shape.</exception>
    internal void CopyTo(IReadOnlyDictionary<string, Tensor> targets, string path)
    {
        foreach ((string name, Tensor target) in targets)
        {
            if (!Tensors.TryGetValue(name, out Tensor? stored))
                throw new InvalidDataException($"'{path}' does not fit the network: tensor '{name}' is absent.");
            if (!stored.shape.SequenceEqual(target.shape))
                throw new InvalidDataException(
                    $"'{path}' does not fit the network: tensor '{name}' is [{string.Join(", ", stored.shape)}], "
                    + $"expected [{string.Join(", ", target.shape)}].");
        }

        using IDisposable noGradient = no_grad();
        foreach ((string name, Tensor target) in targets) target.copy_(Tensors[name]);
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors.Values) tensor.Dispose();
    }
}
