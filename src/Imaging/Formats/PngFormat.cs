using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>PNG. libpng gives up where anything is missing; a file that only lacks its end is mended here.</summary>
internal sealed class PngFormat : ImageFormat
{
    public override string Name => "PNG";

    public override bool MayHaveAlpha => true;

    /// <summary>The first bytes of every file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public override bool Matches(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    /// <remarks>
    /// Chunks that reach beyond the file are never given to libpng, which takes memory for what they claim to hold.
    /// </remarks>
    public override ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> file) =>
        PngChunks.HasEnd(file) ? file : PngChunks.Mend(file);

    protected override ImageHeader ReadHeader(Stream file)
    {
        Span<byte> head = stackalloc byte[PngChunks.HeaderEnd];
        file.ReadExactly(head);
        return new ImageHeader(
            new Size(ReadInt32BigEndian(head[16..]), ReadInt32BigEndian(head[20..])), ReadOrientation(file));
    }

    private static int ReadOrientation(Stream file)
    {
        const int MostBytes = 1 << 20;
        Span<byte> chunk = stackalloc byte[8];   // length, type
        file.Position = Signature.Length;
        while (file.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) == 8)
        {
            uint length = ReadUInt32BigEndian(chunk);
            if (file.Position + length > file.Length) break;
            if (chunk[4..].SequenceEqual("eXIf"u8) && length <= MostBytes)
            {
                byte[] exif = new byte[length];
                file.ReadExactly(exif);
                return ExifOrientation.Read(exif);
            }
            file.Position = Math.Min(file.Length, file.Position + length + 4);   // data, checksum
        }
        return 1;
    }
}
