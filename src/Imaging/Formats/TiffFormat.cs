using OpenCvSharp;

namespace DetectionSdk.Imaging.Formats;

/// <summary>TIFF and BigTIFF. OpenCV always applies the orientation here, so it is undone where it is not
/// wanted.</summary>
internal sealed class TiffFormat : ImageFormat
{
    private const int Width = 256, Height = 257, BitsPerSample = 258, Orientation = 274, SampleFormat = 339;
    private const int MostEntries = 4096, FloatSamples = 3;

    public override string Name => "TIFF";

    public override bool MayHaveAlpha => true;

    public override bool Matches(ReadOnlySpan<byte> head) =>
        head is [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..];

    public override Mat Turn(Mat decoded, ImageHeader header, ImageOrientation orientation) =>
        ExifOrientation.Turn(
            decoded, orientation == ImageOrientation.Stored ? ExifOrientation.Invert(header.Orientation) : 1);

    protected override ImageHeader ReadHeader(Stream file)
    {
        Dictionary<int, long> values = ReadDirectory(file);
        long bits = values.GetValueOrDefault(BitsPerSample, 1);
        bool isFloat = values.GetValueOrDefault(SampleFormat) == FloatSamples;
        if (isFloat || bits > 16)
            throw new ImageFormatException(
                $"TIFF of {bits}-bit {(isFloat ? "float" : "integer")} samples; expected 8 or 16 bits, convert it.");
        Size size = new(Side(values, Width), Side(values, Height));
        return new ImageHeader(
            size, (int)values.GetValueOrDefault(Orientation, 1) is >= 1 and <= 8 and var found ? found : 1);
    }

    private static int Side(Dictionary<int, long> values, int tag) =>
        (int)Math.Clamp(values.GetValueOrDefault(tag), 0, int.MaxValue);

    /// <summary>The first value of each tag of the first directory, where it is a whole number.</summary>
    private static Dictionary<int, long> ReadDirectory(Stream file)
    {
        Span<byte> head = stackalloc byte[16];
        head = head[..file.ReadAtLeast(head, 16, throwOnEndOfStream: false)];
        if (head.Length < 16) throw new EndOfStreamException();
        bool little = head[0] == 'I', big = head[little ? 2 : 3] == 43;
        file.Position = (long)Math.Min(
            big ? ByteOrder.ReadUInt64(head[8..], little) : ByteOrder.ReadUInt32(head[4..], little),
            (ulong)file.Length);

        Span<byte> count = stackalloc byte[big ? 8 : 2], entry = stackalloc byte[big ? 20 : 12];
        file.ReadExactly(count);
        ulong entries = big ? ByteOrder.ReadUInt64(count, little) : ByteOrder.ReadUInt16(count, little);
        Dictionary<int, long> values = [];
        for (ulong i = 0; i < Math.Min(entries, MostEntries); i++)
        {
            file.ReadExactly(entry);
            values.TryAdd(ByteOrder.ReadUInt16(entry, little), FirstValue(file, entry, little, big));
        }
        return values;
    }

    private static long FirstValue(Stream file, ReadOnlySpan<byte> entry, bool little, bool big)
    {
        int size = ByteOrder.ReadUInt16(entry[2..], little) switch { 1 => 1, 3 => 2, 4 => 4, 16 => 8, _ => 0 };
        ulong count = big ? ByteOrder.ReadUInt64(entry[4..], little) : ByteOrder.ReadUInt32(entry[4..], little);
        Span<byte> value = stackalloc byte[8];
        int room = big ? 8 : 4;
        entry[^room..].CopyTo(value);
        if (size == 0 || count == 0) return 0;
        if (count > (ulong)(room / size))
        {
            ulong offset = big ? ByteOrder.ReadUInt64(value, little) : ByteOrder.ReadUInt32(value, little);
            ReadAway(file, offset, value[..size]);
        }
        return size switch
        {
            1 => value[0],
            2 => ByteOrder.ReadUInt16(value, little),
            4 => ByteOrder.ReadUInt32(value, little),
            _ => (long)Math.Min(ByteOrder.ReadUInt64(value, little), long.MaxValue),
        };
    }

    private static void ReadAway(Stream file, ulong offset, Span<byte> value)
    {
        long next = file.Position;
        file.Position = (long)Math.Min(offset, (ulong)file.Length);
        file.ReadExactly(value);
        file.Position = next;
    }
}
