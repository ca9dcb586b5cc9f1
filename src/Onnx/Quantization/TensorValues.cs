using System.Runtime.InteropServices;
using Google.Protobuf;

namespace DetectionSdk.Onnx;

/// <summary>Reads and makes constants of a graph.</summary>
internal static class TensorValues
{
    /// <summary>The numbers of a float32 constant, however the file stores them.</summary>
    public static float[] Floats(TensorProto constant) => constant.HasRawData
        ? MemoryMarshal.Cast<byte, float>(constant.RawData.Span).ToArray()
        : [.. constant.FloatData];

    /// <summary>The numbers of an int64 constant, however the file stores them.</summary>
    public static long[] Longs(TensorProto constant) => constant.HasRawData
        ? MemoryMarshal.Cast<byte, long>(constant.RawData.Span).ToArray()
        : [.. constant.Int64Data];

    public static TensorProto Create<T>(
        string name, TensorProto.Types.DataType type, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        TensorProto constant = new()
        {
            Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        constant.Dims.AddRange(shape.ToArray());
        return constant;
    }
}
