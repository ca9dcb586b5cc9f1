using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>Numbers of files that say themselves which of their bytes comes first.</summary>
internal static class ByteOrder
{
    public static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? ReadUInt16LittleEndian(bytes) : ReadUInt16BigEndian(bytes);

    public static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? ReadUInt32LittleEndian(bytes) : ReadUInt32BigEndian(bytes);

    public static ulong ReadUInt64(ReadOnlySpan<byte> bytes, bool little) =>
        little ? ReadUInt64LittleEndian(bytes) : ReadUInt64BigEndian(bytes);
}
