using System.Buffers.Binary;
using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// The two facts of a JPEG header that decide the size of the loaded image: the frame size and the EXIF orientation.
/// </summary>
internal static class JpegHeader
{
    private const int OrientationTag = 0x0112;

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    /// <summary>Reads the oriented size; null when there is no frame header.</summary>
    public static Size? ReadSize(Stream jpeg)
    {
        bool transposed = false;
        jpeg.Position = 2;
        while (ReadMarker(jpeg) is { } marker)
        {
            byte[] segment = new byte[ReadUInt16(jpeg) is >= 2 and var length ? length - 2 : 0];
            jpeg.ReadExactly(segment);
            if (marker == 0xE1 && segment.AsSpan().StartsWith("Exif\0\0"u8))
                transposed |= ReadOrientation(segment.AsSpan(6)) is >= 5 and <= 8;
            if (IsFrame(marker) && segment.Length >= 5)
            {
                int height = BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(1));
                int width = BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(3));
                return transposed ? new Size(height, width) : new Size(width, height);
            }
        }
        return null;
    }

    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>The next marker that has a segment; null where the entropy-coded data or the end begins.</summary>
    private static int? ReadMarker(Stream jpeg)
    {
        if (jpeg.ReadByte() != 0xFF) return null;
        int marker = jpeg.ReadByte();
        while (marker == 0xFF) marker = jpeg.ReadByte();
        return marker is < 0 or 0xD9 or 0xDA ? null : marker;
    }

    private static int ReadUInt16(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[2];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    /// <summary>Orientation 1 to 8 of a TIFF block; 1 when it states none.</summary>
    private static int ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return 1;
        bool little = tiff[0] == 'I';
        ReadOnlySpan<byte> offset = tiff[4..];
        uint start = little
            ? BinaryPrimitives.ReadUInt32LittleEndian(offset)
            : BinaryPrimitives.ReadUInt32BigEndian(offset);
        if (start > tiff.Length - 2) return 1;

        int count = ReadUInt16(tiff[(int)start..], little);
        ReadOnlySpan<byte> entries = tiff[((int)start + 2)..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (ReadUInt16(entries, little) == OrientationTag) return ReadUInt16(entries[8..], little);
        }
        return 1;
    }

    private static int ReadUInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
