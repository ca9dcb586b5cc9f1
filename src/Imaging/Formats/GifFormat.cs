using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>GIF; its first picture.</summary>
internal sealed class GifFormat : ImageFormat
{
    public override string Name => "GIF";

    public override bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("GIF8"u8);

    protected override ImageHeader ReadHeader(Stream file)
    {
        Span<byte> head = stackalloc byte[10];
        file.ReadExactly(head);
        return new ImageHeader(new Size(ReadUInt16LittleEndian(head[6..]), ReadUInt16LittleEndian(head[8..])));
    }
}
