using System.Text;

namespace DetectionSdk.Imaging.Formats;

/// <summary>A format that is told by name although it is not read.</summary>
/// <param name="name">What people call it.</param>
/// <param name="matches">Whether the first bytes of a file are of this format.</param>
internal sealed class UnreadFormat(string name, Func<byte[], bool> matches) : ImageFormat
{
    private static readonly byte[][] HeifBrands =
        [.. "heic heix heim heis hevc hevx mif1 msf1".Split(' ').Select(Encoding.ASCII.GetBytes)];

    /// <summary>The formats of this kind that are met in practice.</summary>
    public static IReadOnlyList<UnreadFormat> All { get; } =
    [
        new("AVIF", head => IsFileType(head) && Holds(head, "avif"u8)),
        new("HEIC", head => IsFileType(head) && HeifBrands.Any(brand => Holds(head, brand))),
        new("JPEG XL", head => head is [0xFF, 0x0A, ..] || Holds(head, "JXL \r\n"u8)),
        new("OpenEXR", head => head is [0x76, 0x2F, 0x31, 0x01, ..]),
        new("Radiance HDR", head => head.AsSpan().StartsWith("#?"u8)),
        new("PDF", head => head.AsSpan().StartsWith("%PDF"u8)),
        new("Photoshop", head => head.AsSpan().StartsWith("8BPS"u8)),
        new("SVG or XML", head => head.AsSpan().StartsWith("<svg"u8) || head.AsSpan().StartsWith("<?xml"u8)),
    ];

    public override string Name => name;

    public override bool Matches(ReadOnlySpan<byte> head) => matches(head.ToArray());

    protected override ImageHeader ReadHeader(Stream file) =>
        throw new ImageFormatException($"{name}, which OpenCV does not read; convert it to JPEG or PNG.");

    private static bool IsFileType(byte[] head) => head.AsSpan(Math.Min(4, head.Length)).StartsWith("ftyp"u8);

    private static bool Holds(byte[] head, ReadOnlySpan<byte> word) => head.AsSpan().IndexOf(word) >= 0;
}
