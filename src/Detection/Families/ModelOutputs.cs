using DetectionSdk.Inference;

namespace DetectionSdk.Families;

/// <summary>What a network answered for one image. Valid until the family has decoded it.</summary>
public readonly ref struct ModelOutputs
{
    private readonly ReadOnlySpan<OutputValue> _outputs;

    internal ModelOutputs(ReadOnlySpan<OutputValue> outputs, int image)
    {
        _outputs = outputs;
        Image = image;
    }

    /// <summary>Number of outputs.</summary>
    public int Count => _outputs.Length;

    /// <summary>Index of the image in the batch that the network saw.</summary>
    public int Image { get; }

    /// <summary>The part of an output that belongs to the image; the batch axis, which comes first, is gone.</summary>
    /// <param name="index">Its place among <see cref="ModelSignature.Outputs"/>.</param>
    /// <exception cref="ModelFormatException">The output has no part for the image.</exception>
    public OutputTensor this[int index] => _outputs[index].Part(Image);

    /// <inheritdoc cref="this[int]"/>
    /// <param name="name">Its name.</param>
    public OutputTensor this[string name] => Find(name).Part(Image);

    /// <summary>An output that has no batch axis, as it is; in a batch, all images share it.</summary>
    /// <param name="index">Its place among <see cref="ModelSignature.Outputs"/>.</param>
    public OutputTensor Whole(int index) => _outputs[index].Whole();

    /// <inheritdoc cref="Whole(int)"/>
    /// <param name="name">Its name.</param>
    /// <exception cref="ModelFormatException">There is no such output.</exception>
    public OutputTensor Whole(string name) => Find(name).Whole();

    private OutputValue Find(string name)
    {
        foreach (OutputValue output in _outputs)
        {
            if (output.Name == name) return output;
        }
        throw new ModelFormatException($"there is no output '{name}'");
    }
}
