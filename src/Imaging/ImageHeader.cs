using OpenCvSharp;
using static System.Buffers.Binary.BinaryPrimitives;

namespace DetectionSdk.Imaging;

/// <summary>
/// Sizes of image files as OpenCV loads them, so after EXIF orientation, from the first bytes of JPEG, PNG and BMP
/// files; other formats, and files out of the ordinary, are decoded.
/// </summary>
public static class ImageHeader
{
    /// <summary>Extensions of files that count as images, lower case, with their dot.</summary>
    public static readonly IReadOnlySet<string> Extensions =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            ".jpg",
            ".jpeg",
            ".png",
            ".bmp",
            ".webp",
            ".tif",
            ".tiff",
            ".jp2",
        };

    /// <summary>The size of the image, or null when the file holds none.</summary>
    public static Size? TryReadSize(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (ReadHeader(file) is { Width: > 0, Height: > 0 } size) return size;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Cut short or unreadable: the decoder has the last word.
        }
        return DecodeSize(path);
    }

    private static Size? ReadHeader(Stream file)
    {
        Span<byte> head = stackalloc byte[26];
        file.ReadExactly(head);
        if (head.StartsWith(JpegHeader.Signature))
            return JpegHeader.ReadSize(file);
        if (head.StartsWith("\x89PNG\r\n\x1A\n"u8) && !HasExifChunk(file))
            return new Size(ReadInt32BigEndian(head[16..]), ReadInt32BigEndian(head[20..]));
        if (head.StartsWith("BM"u8) && ReadInt32LittleEndian(head[14..]) >= 40)
            return new Size(ReadInt32LittleEndian(head[18..]), Math.Abs((long)ReadInt32LittleEndian(head[22..])));
        return null;
    }

    private static bool HasExifChunk(Stream png)
    {
        Span<byte> chunk = stackalloc byte[8];   // length, type
        png.Position = 8;
        while (png.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) == 8)
        {
            if (chunk[4..].SequenceEqual("eXIf"u8)) return true;
            png.Position += ReadUInt32BigEndian(chunk) + 4L;   // data, checksum
        }
        return false;
    }

    private static Size? DecodeSize(string path)
    {
        using Mat image = Cv2.ImRead(path, ImreadModes.Color);
        return image.Empty() ? null : image.Size();
    }
}
