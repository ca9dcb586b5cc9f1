using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>JPEG 2000, in its box format or as a bare codestream.</summary>
internal sealed class Jpeg2000Format : ImageFormat
{
    private const int MostBoxes = 1000;

    public override string Name => "JPEG 2000";

    private static ReadOnlySpan<byte> Codestream => [0xFF, 0x4F, 0xFF, 0x51];

    public override bool Matches(ReadOnlySpan<byte> head) =>
        head.StartsWith(Codestream) || head.Length >= 8 && head[4..].StartsWith("jP  "u8);

    /// <remarks>Some builds of OpenCV have no decoder for it.</remarks>
    public override Mat Decode(ReadOnlySpan<byte> file, ImreadModes mode)
    {
        Mat decoded = base.Decode(file, mode);
        if (!decoded.Empty()) return decoded;
        decoded.Dispose();
        throw new ImageFormatException(
            "JPEG 2000 that cannot be decoded: damaged, or this OpenCV reads none; convert it to JPEG or PNG.");
    }

    protected override ImageHeader ReadHeader(Stream file)
    {
        Span<byte> head = stackalloc byte[24];
        for (int box = 0; box < MostBoxes; box++)
        {
            long start = file.Position;
            file.ReadExactly(head[..8]);
            if (head.StartsWith(Codestream) || head[4..].StartsWith("jp2c"u8)) return ReadSize(file, start, head);
            long length = ReadUInt32BigEndian(head);
            if (length < 8) break;   // to the end of the file, or of 64 bits
            file.Position = Math.Min(file.Length, start + length);
        }
        throw new ImageFormatException("damaged: its JPEG 2000 boxes hold no picture.");
    }

    private static ImageHeader ReadSize(Stream file, long start, Span<byte> head)
    {
        file.Position = head.StartsWith(Codestream) ? start : start + 8;
        file.ReadExactly(head);   // SOC, SIZ, its length, profile, width, height, left, top
        return new ImageHeader(
            new Size(Side(head[8..], head[16..]), Side(head[12..], head[20..])));
    }

    private static int Side(ReadOnlySpan<byte> end, ReadOnlySpan<byte> start) =>
        (int)Math.Clamp((long)ReadUInt32BigEndian(end) - ReadUInt32BigEndian(start), 0, int.MaxValue);
}
