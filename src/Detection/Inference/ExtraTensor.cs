using System.Numerics;
using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>The numbers that a network wants beside the images of a batch.</summary>
internal sealed class ExtraTensor(ExtraInput input, TensorSignature signature) : IDisposable
{
    private IReadOnlyList<double>[] _images = [];
    private OrtValue? _value;

    public string Name => input.Name;

    /// <summary>Makes room for a batch; slots that are not written repeat the first.</summary>
    public void Prepare(int batch)
    {
        if (_images.Length != batch) _images = new IReadOnlyList<double>[batch];
    }

    public void Write(int slot, in ImagePlacement placement) => _images[slot] = input.Values(placement);

    /// <summary>The numbers of all images as a tensor; valid until the next one.</summary>
    public OrtValue ToTensor(Size inputSize)
    {
        double[] numbers = [.. _images.SelectMany(image => image ?? _images[0])];
        long[] shape = signature.Rank switch
        {
            1 => [numbers.Length],
            2 => [_images.Length, numbers.Length / _images.Length],
            _ => [_images.Length, inputSize.Height, inputSize.Width],
        };
        _value?.Dispose();
        _value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, signature.ElementType, shape);
        Fill(_value, numbers);
        return _value;
    }

    public void Dispose() => _value?.Dispose();

    private void Fill(OrtValue value, double[] numbers)
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

    private void Convert<T>(double[] numbers, Span<T> target)
        where T : INumberBase<T>
    {
        if (numbers.Length != target.Length)
            throw new ModelFormatException($"the input is {signature}; {numbers.Length} numbers do not fill it");
        for (int i = 0; i < numbers.Length; i++) target[i] = T.CreateSaturating(numbers[i]);
    }
}
