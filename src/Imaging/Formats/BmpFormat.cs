using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>BMP.</summary>
internal sealed class BmpFormat : ImageFormat
{
    private const int ShortHeader = 12;

    public override string Name => "BMP";

    public override bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("BM"u8);

    protected override ImageHeader ReadHeader(Stream file)
    {
        Span<byte> head = stackalloc byte[26];
        file.ReadExactly(head);
        if (ReadInt32LittleEndian(head[14..]) == ShortHeader)
            return new ImageHeader(new Size(ReadInt16LittleEndian(head[18..]), ReadInt16LittleEndian(head[20..])));
        long height = Math.Abs((long)ReadInt32LittleEndian(head[22..]));   // negative: from the top row down
        return new ImageHeader(new Size(ReadInt32LittleEndian(head[18..]), (int)Math.Min(height, int.MaxValue)));
    }
}
