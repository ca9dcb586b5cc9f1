using System.Runtime.InteropServices;
using DetectionSdk.Onnx;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DetectionSdk.Onnx.TensorProto.Types.DataType;

namespace DetectionSdk.Training;

/// <summary>The constants of an ONNX file as tensors, and back.</summary>
internal static class OnnxTensors
{
    /// <summary>Reads a constant: floating-point numbers become single precision, whole numbers 64 bit.</summary>
    /// <returns>A new tensor on the CPU, owned by the current dispose scope.</returns>
    /// <exception cref="OnnxFormatException">The constant has another type, or fewer values than its shape.</exception>
    public static Tensor ToTensor(this TensorProto constant, string model)
    {
        long[] shape = [.. constant.Dims];
        long count = shape.Aggregate(1L, (product, side) => checked(product * side));
        Tensor values = (DataType)constant.DataType switch
        {
            DataType.Float => tensor(Floats(constant)),
            DataType.Float16 => tensor(Halves(constant)).to(ScalarType.Float32),
            DataType.Double => tensor(Doubles(constant)).to(ScalarType.Float32),
            DataType.Int64 => tensor(Longs(constant)),
            DataType.Int32 or DataType.Bool => tensor(Integers(constant)),
            _ => throw new OnnxFormatException(
                $"'{model}' stores '{constant.Name}' as ONNX data type {constant.DataType}; expected float, float16, "
                + "double, int32 or int64."),
        };
        return values.numel() == count
            ? values.view(shape)
            : throw new OnnxFormatException(
                $"'{model}' is damaged: '{constant.Name}' has {values.numel()} values; its shape "
                + $"[{string.Join(", ", shape)}] needs {count}.");
    }

    /// <summary>Replaces the values of a constant of single or half precision; name, type and shape stay.</summary>
    public static void SetValues(this TensorProto constant, Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] numbers = values.detach().cpu().to(ScalarType.Float32).contiguous().data<float>().ToArray();
        constant.FloatData.Clear();
        constant.Int32Data.Clear();
        constant.DoubleData.Clear();
        constant.RawData = (DataType)constant.DataType switch
        {
            DataType.Float16 => Bytes<Half>([.. numbers.Select(number => (Half)number)]),
            DataType.Double => Bytes<double>([.. numbers.Select(number => (double)number)]),
            _ => Bytes<float>(numbers),
        };
    }

    private static ByteString Bytes<T>(T[] values) where T : unmanaged =>
        ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));

    private static float[] Floats(TensorProto constant) =>
        constant.HasRawData ? Raw<float>(constant) : [.. constant.FloatData];

    private static float[] Halves(TensorProto constant) => constant.HasRawData
        ? [.. Raw<Half>(constant).Select(value => (float)value)]
        : [.. constant.Int32Data.Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))];

    private static double[] Doubles(TensorProto constant) =>
        constant.HasRawData ? Raw<double>(constant) : [.. constant.DoubleData];

    private static long[] Longs(TensorProto constant) =>
        constant.HasRawData ? Raw<long>(constant) : [.. constant.Int64Data];

    private static long[] Integers(TensorProto constant) => (DataType)constant.DataType switch
    {
        DataType.Bool when constant.HasRawData => [.. constant.RawData.Select(value => (long)value)],
        _ when constant.HasRawData => [.. Raw<int>(constant).Select(value => (long)value)],
        _ => [.. constant.Int32Data.Select(value => (long)value)],
    };

    private static T[] Raw<T>(TensorProto constant) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(constant.RawData.Span).ToArray();
}
