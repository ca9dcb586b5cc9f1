using System.Buffers.Binary;
using System.IO.Compression;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

/// <summary>Image files made byte by byte, for what OpenCV does not write.</summary>
internal static class PictureFiles
{
    /// <summary>A scene with detail everywhere and no grey corner.</summary>
    public static Mat Scene(int width = 120, int height = 88)
    {
        Mat scene = new(height, width, MatType.CV_8UC3);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                scene.Set(y, x, new Vec3b(
                    (byte)(40 + 90 * ((x / 5 + y / 7) % 2)), (byte)(200 - x), (byte)(60 + (x * x + y) % 150)));
        return scene;
    }

    public static byte[] Jpeg(Mat image, params int[] settings)
    {
        Cv2.ImEncode(".jpg", image, out byte[] file, settings);
        return file;
    }

    /// <summary>A TIFF block whose only entry is the orientation.</summary>
    public static byte[] Exif(int orientation) =>
        [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] WithExif(byte[] file, string extension, int orientation, Size size) => extension switch
    {
        ".jpg" => [.. file[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. Exif(orientation), .. file[2..]],
        ".png" => [.. file[..33], .. PngChunk("eXIf", Exif(orientation)), .. file[33..]],
        ".webp" => Riff(
            [
                .. RiffChunk("VP8X", [8, 0, 0, 0, .. UInt24(size.Width - 1), .. UInt24(size.Height - 1)]),
                .. file[12..], .. RiffChunk("EXIF", Exif(orientation)),
            ]),
        _ => throw new ArgumentOutOfRangeException(nameof(extension)),
    };

    /// <summary>An uncompressed little-endian RGB TIFF.</summary>
    public static byte[] Tiff(Size size, byte[] samples, int orientation = 1, int bits = 8, int format = 1)
    {
        (int Tag, int Type, int Count, int Value)[] entries =
        [
            (256, 3, 1, size.Width), (257, 3, 1, size.Height), (258, 3, 3, 0), (259, 3, 1, 1), (262, 3, 1, 2),
            (273, 4, 1, 0), (274, 3, 1, orientation), (277, 3, 1, 3), (278, 3, 1, size.Height),
            (279, 4, 1, samples.Length), (339, 3, 1, format),
        ];
        int end = 8 + 2 + 12 * entries.Length + 4;
        entries[2].Value = end;
        entries[5].Value = end + 6;
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write("II*\0"u8);
        writer.Write(8);
        writer.Write((short)entries.Length);
        foreach ((int tag, int type, int count, int value) in entries)
        {
            writer.Write((short)tag);
            writer.Write((short)type);
            writer.Write(count);
            writer.Write(value);
        }
        writer.Write(0);
        for (int i = 0; i < 3; i++) writer.Write((short)bits);
        writer.Write(samples);
        return file.ToArray();
    }

    /// <summary>A PNG of given rows, filter bytes included.</summary>
    public static byte[] Png(Size size, byte[] rows, byte color = 2, byte interlace = 0)
    {
        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(rows);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
            .. PngChunk("IHDR", [.. UInt32(size.Width), .. UInt32(size.Height), 8, color, 0, 0, interlace]),
            .. PngChunk("IDAT", packed.ToArray()), .. PngChunk("IEND", []),
        ];
    }

    private static byte[] PngChunk(string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        uint checksum = uint.MaxValue;
        foreach (byte value in body)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
                checksum = (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ 0xEDB88320;
        }
        return [.. UInt32(data.Length), .. body, .. UInt32((int)~checksum)];
    }

    private static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. Little(chunks.Length + 4), .. "WEBP"u8, .. chunks];

    private static byte[] RiffChunk(string type, byte[] data) =>
        [.. System.Text.Encoding.ASCII.GetBytes(type), .. Little(data.Length), .. data, .. new byte[data.Length % 2]];

    private static byte[] UInt24(int value) => Little(value)[..3];

    private static byte[] Little(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
