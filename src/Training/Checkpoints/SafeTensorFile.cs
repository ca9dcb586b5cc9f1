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

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors.Values) tensor.Dispose();
    }
}
