using System.Numerics;
using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>The numbers that a network wants beside the images of a batch.</summary>
internal sealed class ExtraTensor(ExtraInput input, TensorSignature signature) : IDisposable
{
    private readonly List<double> _numbers = [];
    private OrtValue? _value;
    private Size _inputSize;
    private int _batch;

    public string Name => input.Name;

    /// <summary>The numbers of all images as a tensor; valid until they are written anew.</summary>
    public OrtValue Value => _value!;

    public void Prepare(int batch, Size inputSize) => (_batch, _inputSize) = (batch, inputSize);

    /// <summary>Writes the numbers of one image, the first slot first; slots that are not written repeat it.</summary>
    public void Write(int slot, in ImagePlacement placement)
    {
        IReadOnlyList<double> numbers = input.Values(placement);
        if (slot == 0)
        {
            _numbers.Clear();
            for (int i = 0; i < _batch; i++) _numbers.AddRange(numbers);
        }
        for (int i = 0; i < numbers.Count; i++) _numbers[slot * numbers.Count + i] = numbers[i];
        WriteTensor();
    }

    public void Dispose() => _value?.Dispose();

    private void WriteTensor()
    {
        long[] shape = signature.Rank switch
        {
            1 => [_numbers.Count],
            2 => [_batch, _numbers.Count / _batch],
            _ => [_batch, _inputSize.Height, _inputSize.Width],
        };
        _value?.Dispose();
        _value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, signature.ElementType, shape);
        Fill(_value, _numbers);
    }

    private void Fill(OrtValue value, List<double> numbers)
    {
        switch (signature.ElementType)
        {
            case TensorElementType.Float: Convert(numbers, value.GetTensorMutableDataAsSpan<float>()); break;
            case TensorElementType.Double: Convert(numbers, value.GetTensorMutableDataAsSpan<double>()); break;
            case TensorElementType.Int64: Convert(numbers, value.GetTensorMutableDataAsSpan<long>()); break;
            case TensorElementType.Int32: Convert(numbers, value.GetTensorMutableDataAsSpan<int>()); break;
            case TensorElementType.UInt8: Convert(numbers, value.GetTensorMutableDataAsSpan<byte>()); break;
            default:
                throw new ModelFormatException(
                    $"the input is {signature}; expected float32, float64, int64, int32 or uint8");
        }
    }

    private void Convert<T>(List<double> numbers, Span<T> target)
        where T : INumberBase<T>
    {
        if (numbers.Count != target.Length)
            throw new ModelFormatException($"the input is {signature}; {numbers.Count} numbers do not fill it");
        for (int i = 0; i < numbers.Count; i++) target[i] = T.CreateSaturating(numbers[i]);
    }
}
