using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>
/// JPEG. libjpeg paints what is missing grey and warns where nobody listens, so the codes are walked over
/// (<see cref="JpegWalk"/>) on another thread while it decodes.
/// </summary>
internal sealed class JpegFormat : ImageFormat
{
    public override string Name => "JPEG";

    private static ReadOnlySpan<byte> EndMarker => [0xFF, 0xD9];

    public override bool Matches(ReadOnlySpan<byte> head) => head is [0xFF, 0xD8, 0xFF, ..];

    /// <remarks>Without an end marker OpenCV gives up even where all pixels are there.</remarks>
    public override ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> file) =>
        file.EndsWith(EndMarker) ? file : (byte[])[.. file, .. EndMarker];

    public override unsafe Mat Decode(ReadOnlySpan<byte> file, ImreadModes mode)
    {
        fixed (byte* bytes = file)
        {
            (nint start, int length) = ((nint)bytes, file.Length);
            Task<string?> walk = Task.Run(() => JpegWalk.FindFault(new ReadOnlySpan<byte>((void*)start, length)));
            Mat decoded;
            try
            {
                decoded = base.Decode(file, mode);
            }
            finally
            {
                walk.Wait();   // it reads the same bytes
            }
            if (walk.Result is not { } fault) return decoded;
            decoded.Dispose();
            throw new ImageFormatException(fault + ".");
        }
    }

    protected override ImageHeader ReadHeader(Stream file)
    {
        int orientation = 1;
        file.Position = 2;
        while (ReadMarker(file) is { } marker)
        {
            byte[] segment = new byte[Math.Max(0, ReadUInt16(file) - 2)];
            file.ReadExactly(segment);
            if (marker == 0xE1 && orientation == 1 && segment.AsSpan().StartsWith("Exif\0\0"u8))
                orientation = ExifOrientation.Read(segment);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && segment.Length >= 5)
                return new ImageHeader(
                    new Size(ReadUInt16BigEndian(segment.AsSpan(3)), ReadUInt16BigEndian(segment.AsSpan(1))),
                    orientation);
        }
        throw new ImageFormatException("truncated or damaged: its JPEG data hold no frame.");
    }

    /// <summary>The next marker that has a segment; null where the picture begins or ends.</summary>
    private static int? ReadMarker(Stream file)
    {
        int value = file.ReadByte();
        while (value is not (0xFF or -1)) value = file.ReadByte();   // libjpeg passes over what lies between, too
        while (value == 0xFF) value = file.ReadByte();
        return value switch
        {
            -1 => throw new EndOfStreamException(),
            0xD9 or 0xDA => null,
            0 or 0x01 or (>= 0xD0 and <= 0xD8) => ReadMarker(file),
            _ => value,
        };
    }

    private static int ReadUInt16(Stream file)
    {
        Span<byte> bytes = stackalloc byte[2];
        file.ReadExactly(bytes);
        return ReadUInt16BigEndian(bytes);
    }
}
