using System.IO.Compression;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging.Formats;

/// <summary>
/// The chunks of a PNG file (length, type, data, checksum), and a new end for one whose rows are all there.
/// </summary>
internal static class PngChunks
{
    /// <summary>Bytes of the signature and the first chunk.</summary>
    public const int HeaderEnd = 8 + 25;

    private const int Frame = 12;   // bytes of a chunk beside its data

    private static readonly uint[] Checksums = [.. Enumerable.Range(0, 256).Select(Checksum)];

    /// <summary>Whether the file runs in whole chunks to its end.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> rest = file[PngFormat.Signature.Length..];
        while (TryTake(ref rest, out ReadOnlySpan<byte> type, out _))
            if (type.SequenceEqual("IEND"u8)) return true;
        return false;
    }

    /// <summary>The same picture as a whole file.</summary>
    /// <exception cref="ImageFormatException">Rows are missing; the message is to follow "is".</exception>
    public static byte[] Mend(ReadOnlySpan<byte> file)
    {
        using MemoryStream before = new(), pixels = new();
        ReadOnlySpan<byte> rest = file[PngFormat.Signature.Length..];
        while (true)
        {
            ReadOnlySpan<byte> start = rest;
            bool isWhole = TryTake(ref rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data);
            if (type.SequenceEqual("IDAT"u8)) pixels.Write(data);
            else if (isWhole && pixels.Length == 0) before.Write(start[..(data.Length + Frame)]);
            if (!isWhole) break;
        }
        byte[] rows = ReadRows(file, pixels);
        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(rows);
        return
        [
            .. PngFormat.Signature, .. before.ToArray(), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>Takes a chunk; of one that is cut, the type and the data that are there.</summary>
    private static bool TryTake(
        ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        type = data = default;
        if (rest.Length < 8) return false;
        uint length = ReadUInt32BigEndian(rest);
        type = rest[4..8];
        data = rest[8..(int)Math.Min(rest.Length, 8L + length)];
        if (rest.Length < length + (long)Frame) return false;
        rest = rest[(Frame + (int)length)..];
        return true;
    }

    private static byte[] ReadRows(ReadOnlySpan<byte> file, MemoryStream pixels)
    {
        pixels.Position = 0;
        long expected = RowBytes(file);
        try
        {
            using ZLibStream zip = new(pixels, CompressionMode.Decompress);
            byte[] rows = new byte[Math.Min(expected, Array.MaxLength)];
            if (zip.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) == expected) return rows;
        }
        catch (InvalidDataException)
        {
            // Cut or damaged: not all rows are there.
        }
        throw new ImageFormatException("truncated: the end of the picture is missing.");
    }

    /// <summary>Bytes of all rows, each with a byte that says its filter; interlaced ones in seven passes.</summary>
    private static long RowBytes(ReadOnlySpan<byte> file)
    {
        int width = ReadInt32BigEndian(file[16..]), height = ReadInt32BigEndian(file[20..]);
        int bits = file[24] * (file[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        if (file[28] == 0) return PassBytes(width, height, bits);
        (int X, int Y, int StepX, int StepY)[] passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        return passes.Sum(
            p => PassBytes((width - p.X + p.StepX - 1) / p.StepX, (height - p.Y + p.StepY - 1) / p.StepY, bits));
    }

    private static long PassBytes(int width, int height, int bits) =>
        width <= 0 || height <= 0 ? 0 : height * (1 + ((long)width * bits + 7) / 8);

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[data.Length + Frame];
        WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        uint checksum = uint.MaxValue;
        foreach (byte value in chunk.AsSpan(4, 4 + data.Length))
            checksum = Checksums[(byte)(checksum ^ value)] ^ checksum >> 8;
        WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), ~checksum);
        return chunk;
    }

    private static uint Checksum(int value)
    {
        uint checksum = (uint)value;
        for (int bit = 0; bit < 8; bit++) checksum = (checksum & 1) == 0 ? checksum >> 1 : checksum >> 1 ^ 0xEDB88320;
        return checksum;
    }
}
