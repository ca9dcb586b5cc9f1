using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>WebP.</summary>
internal sealed class WebPFormat : ImageFormat
{
    private const int FirstChunk = 12, MostExifBytes = 1 << 20;

    public override string Name => "WebP";

    public override bool MayHaveAlpha => true;

    public override bool Matches(ReadOnlySpan<byte> head) =>
        head.Length >= FirstChunk && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8);

    protected override ImageHeader ReadHeader(Stream file)
    {
        Span<byte> head = stackalloc byte[30];
        file.ReadExactly(head);
        ReadOnlySpan<byte> type = head[FirstChunk..16], data = head[20..];
        if (type.SequenceEqual("VP8X"u8))
            return new ImageHeader(
                new Size(1 + ReadUInt24(data[4..]), 1 + ReadUInt24(data[7..])), ReadOrientation(file));
        if (type.SequenceEqual("VP8L"u8))
        {
            uint sides = ReadUInt32LittleEndian(data[1..]);
            return new ImageHeader(new Size(1 + (int)(sides & 0x3FFF), 1 + (int)(sides >> 14 & 0x3FFF)));
        }
        return new ImageHeader(
            new Size(ReadUInt16LittleEndian(data[6..]) & 0x3FFF, ReadUInt16LittleEndian(data[8..]) & 0x3FFF));
    }

    private static int ReadOrientation(Stream file)
    {
        Span<byte> chunk = stackalloc byte[8];
        file.Position = FirstChunk;
        while (file.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) == 8)
        {
            uint length = ReadUInt32LittleEndian(chunk[4..]);
            if (file.Position + length > file.Length) break;
            if (chunk.StartsWith("EXIF"u8) && length <= MostExifBytes)
            {
                byte[] exif = new byte[length];
                file.ReadExactly(exif);
                return ExifOrientation.Read(exif);
            }
            file.Position = Math.Min(file.Length, file.Position + length + (length & 1));
        }
        return 1;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
