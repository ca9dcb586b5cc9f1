using System.Buffers.Binary;
using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// Reads image files completely or not at all: a truncated file is an error, never a half-grey picture. Thread-safe.
/// </summary>
public static class ImageFile
{
    /// <summary>Reads a file as 8-bit BGR with its EXIF orientation applied.</summary>
    /// <returns>A new Mat; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">The file is damaged, truncated or no image.</exception>
    public static Mat Read(string path)
    {
        if (Directory.Exists(path)) throw new ImageFormatException($"'{path}' is a folder; expected an image file.");
        if (!File.Exists(path)) throw new FileNotFoundException($"Image '{path}' does not exist.", path);
        return Decode(File.ReadAllBytes(path), $"'{path}'");
    }

    /// <summary>
    /// Reads a file as <see cref="Read"/> does; where it has transparency, as 8-bit BGRA, the alpha as it is written.
    /// </summary>
    /// <inheritdoc cref="Read" path="/returns|/exception"/>
    public static Mat ReadWithAlpha(string path)
    {
        Mat image = Read(path);
        using Mat written = Cv2.ImRead(path, ImreadModes.Unchanged);
        if (written.Channels() != 4 || written.Size() != image.Size()) return image;
        using (image)
        using (Mat alpha = written.ExtractChannel(3), bytes = new())
        {
            alpha.ConvertTo(bytes, MatType.CV_8U, alpha.Depth() == MatType.CV_16U ? 1 / 257.0 : 1);
            Mat transparent = new();
            Cv2.CvtColor(image, transparent, ColorConversionCodes.BGR2BGRA);
            Cv2.InsertChannel(bytes, transparent, 3);
            return transparent;
        }
    }

    /// <summary>Decodes the bytes of an image file as 8-bit BGR with its EXIF orientation applied.</summary>
    /// <returns>A new Mat; the caller disposes it.</returns>
    /// <exception cref="ImageFormatException">The bytes are damaged, truncated or no image.</exception>
    public static Mat Decode(ReadOnlySpan<byte> encoded) => Decode(encoded, "The encoded image");

    private static Mat Decode(ReadOnlySpan<byte> encoded, string name)
    {
        if (encoded.IsEmpty) throw new ImageFormatException($"{name} is empty (0 bytes); expected an image.");
        if (IsTruncated(encoded))
            throw new ImageFormatException($"{name} is truncated: the end of the picture is missing.");

        NativeOpenCv.Require();
        Mat? image = TryDecode(encoded);
        if (image is { } decoded && !decoded.Empty()) return decoded;
        image?.Dispose();
        throw new ImageFormatException(
            $"{name} is damaged or no image that OpenCV reads (JPEG, PNG, BMP, TIFF, WebP and others).");
    }

    private static Mat? TryDecode(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return Cv2.ImDecode(encoded, ImreadModes.Color);
        }
        catch (OpenCVException)
        {
            return null;
        }
    }

    // OpenCV returns a partly grey picture for a truncated JPEG or PNG, so their end is looked for here.
    private static bool IsTruncated(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(JpegStart)) return !JpegHasEnd(file);
        if (file.StartsWith(PngStart)) return file.IndexOf("IEND"u8) < 0;
        return false;
    }

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> JpegEnd => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    // Walks the marker segments, which may hold a thumbnail with an end of its own, to the scan; there an end marker
    // must follow.
    private static bool JpegHasEnd(ReadOnlySpan<byte> file)
    {
        const byte startOfScan = 0xDA;
        int position = 2;
        while (position + 4 <= file.Length && file[position] == 0xFF)
        {
            byte marker = file[position + 1];
            if (marker == startOfScan) return file[position..].IndexOf(JpegEnd) >= 0;
            position += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]);
        }
        return false;
    }
}
