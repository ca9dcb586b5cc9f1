using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Inference;

/// <summary>
/// One output of a run. Numbers that are not float32 or int64 are widened when first asked for. Valid until the next
/// run.
/// </summary>
internal sealed class OutputValue(string name)
{
    private OrtValue? _value;
    private TensorElementType _type;
    private int[] _shape = [];
    private float[] _floats = [];
    private long[] _integers = [];
    private bool _isWidened;

    public string Name => name;

    /// <summary>Takes the answer of a run; null shape and type leave those of the run before.</summary>
    public void Set(OrtValue value, TensorElementType type, ReadOnlySpan<long> shape)
    {
        Renew();
        _value = value;
        _type = type;
        if (_shape.Length != shape.Length) _shape = new int[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++) _shape[axis] = checked((int)shape[axis]);
    }

    /// <summary>The memory is the same, the numbers in it are those of another run.</summary>
    public void Renew() => _isWidened = false;

    public OutputTensor Whole() => new(this, _shape, 0, Product(_shape));

    public OutputTensor Part(int image)
    {
        if (_shape.Length == 0 || image >= _shape[0])
            throw new ModelFormatException(
                $"output '{name}' answered with [{string.Join(", ", _shape)}]; expected a part for image {image}");
        int length = Product(_shape.AsSpan(1));
        return new OutputTensor(this, _shape.AsSpan(1), image * length, length);
    }

    public ReadOnlySpan<float> Floats() => _type switch
    {
        TensorElementType.Float => _value!.GetTensorDataAsSpan<float>(),
        TensorElementType.Float16 => Widen(
            MemoryMarshal.Cast<Float16, Half>(_value!.GetTensorDataAsSpan<Float16>()), ref _floats),
        TensorElementType.Double => Widen(_value!.GetTensorDataAsSpan<double>(), ref _floats),
        _ => throw new ModelFormatException($"output '{name}' holds {_type}; expected numbers with a fraction"),
    };

    public ReadOnlySpan<long> Integers() => _type switch
    {
        TensorElementType.Int64 => _value!.GetTensorDataAsSpan<long>(),
        TensorElementType.Int32 => Widen(_value!.GetTensorDataAsSpan<int>(), ref _integers),
        TensorElementType.UInt8 => Widen(_value!.GetTensorDataAsSpan<byte>(), ref _integers),
        _ => throw new ModelFormatException($"output '{name}' holds {_type}; expected integers"),
    };

    private ReadOnlySpan<TTo> Widen<TFrom, TTo>(ReadOnlySpan<TFrom> values, ref TTo[] buffer)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        if (_isWidened) return buffer.AsSpan(0, values.Length);
        if (buffer.Length < values.Length) buffer = new TTo[values.Length];
        TensorPrimitives.ConvertTruncating(values, buffer);
        _isWidened = true;
        return buffer.AsSpan(0, values.Length);
    }

    private static int Product(ReadOnlySpan<int> shape)
    {
        int product = 1;
        foreach (int length in shape) product = checked(product * length);
        return product;
    }
}
