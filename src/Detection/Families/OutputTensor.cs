using DetectionSdk.Inference;

namespace DetectionSdk.Families;

/// <summary>Numbers of one output, row after row. Valid until the family has decoded the answer.</summary>
public readonly ref struct OutputTensor
{
    private readonly OutputValue _output;
    private readonly int _start;
    private readonly int _length;

    internal OutputTensor(OutputValue output, ReadOnlySpan<int> shape, int start, int length)
    {
        _output = output;
        _start = start;
        _length = length;
        Shape = shape;
    }

    /// <summary>Its name.</summary>
    public string Name => _output.Name;

    /// <summary>Length of each axis.</summary>
    public ReadOnlySpan<int> Shape { get; }

    /// <summary>The numbers of a float32 or float16 output.</summary>
    /// <exception cref="ModelFormatException">The output holds integers.</exception>
    public ReadOnlySpan<float> Floats => _output.Floats().Slice(_start, _length);

    /// <summary>The numbers of an output of integers of any width.</summary>
    /// <exception cref="ModelFormatException">The output holds numbers with a fraction.</exception>
    public ReadOnlySpan<long> Integers => _output.Integers().Slice(_start, _length);
}
