using System.Globalization;
using DetectionSdk.Imaging.Formats;
using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>
/// The one reader of image files: JPEG, PNG, BMP, TIFF, WebP, PPM and PGM, JPEG 2000 and GIF (its first picture), each
/// completely or not at all. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Complete means that every pixel is there: a file that only lacks its end is read, one that lacks pixels is
/// refused, whatever it ends with. OpenCV refuses what is cut in every format but JPEG; the codes of a JPEG are counted
/// here on a second thread. Damage that changes the values of codes but not their lengths is not told.
/// </para>
/// <para>Samples of 16 bits become 8 (the upper byte), grey becomes BGR, CMYK is converted as OpenCV does, and so
/// without its colour profile. Alpha is dropped, what lies under it stays; see <see cref="ReadWithAlpha"/>. Pixels
/// count as square, whatever aspect ratio the file states. 32-bit samples, HEIC, AVIF and others are refused by
/// name.</para>
/// </remarks>
public static class ImageFile
{
    /// <summary>Environment variable that <see cref="MaximumPixels"/> starts with, in millions of pixels.</summary>
    public const string MaximumVariable = "DETECTIONSDK_MAXIMUM_MEGAPIXELS";

    private const double DefaultMegapixels = 100;

    /// <summary>
    /// Images of more pixels are refused by their header, before memory is taken for them: a file of some hundred bytes
    /// can ask for gigabytes. Default 100 million, or what the environment variable
    /// <c>DETECTIONSDK_MAXIMUM_MEGAPIXELS</c> says. An image takes 3 bytes per pixel, 12 while it is degraded.
    /// </summary>
    public static long MaximumPixels { get; set; } = (long)(1e6 * ReadMegapixels());

    /// <summary>Reads a file as 8-bit BGR.</summary>
    /// <param name="path">The file.</param>
    /// <param name="orientation">Whether its EXIF orientation is applied. Default: it is.</param>
    /// <returns>A new Mat; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">
    /// The file is damaged, truncated, too large, of a kind that is not read, or no image; the message says which.
    /// </exception>
    public static Mat Read(string path, ImageOrientation orientation = ImageOrientation.Upright) =>
        Decode(ReadBytes(path), $"'{path}'", orientation);

    /// <summary>Reads a file as <see cref="Read"/> does, with its alpha channel where it has one.</summary>
    /// <returns>A new Mat, 8-bit BGRA for a file with alpha and 8-bit BGR otherwise; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">As for <see cref="Read"/>.</exception>
    public static Mat ReadWithAlpha(string path, ImageOrientation orientation = ImageOrientation.Upright)
    {
        byte[] file = ReadBytes(path);
        Mat image = Decode(file, $"'{path}'", orientation);
        (ImageFormat format, ImageHeader header) = ImageFormat.Recognise(file, $"'{path}'");
        if (!format.MayHaveAlpha) return image;

        using Mat all = Cv2.ImDecode(format.Mend(file), ImreadModes.Unchanged);
        if (all.Channels() != 4) return image;
        using (image)
        using (Mat alpha = all.ExtractChannel(3))
        using (Mat turned = format.Turn(alpha, header, orientation))
        {
            turned.ConvertTo(turned, MatType.CV_8U, turned.Depth() == MatType.CV_16U ? 1 / 257.0 : 1);
            Mat[] channels = [.. Cv2.Split(image), turned];
            Mat merged = new();
            Cv2.Merge(channels, merged);
            foreach (Mat channel in channels) channel.Dispose();
            return merged;
        }
    }

    /// <summary>Decodes the bytes of an image file as <see cref="Read"/> does.</summary>
    /// <returns>A new Mat; the caller disposes it.</returns>
    /// <exception cref="ImageFormatException">As for <see cref="Read"/>.</exception>
    public static Mat Decode(ReadOnlySpan<byte> encoded, ImageOrientation orientation = ImageOrientation.Upright) =>
        Decode(encoded, "The encoded image", orientation);

    /// <summary>Refuses what is too large, before memory is taken for it.</summary>
    /// <param name="size">Size in pixels of an image that is to be made.</param>
    /// <param name="name">What the message begins with.</param>
    /// <exception cref="ImageFormatException">It has more than <see cref="MaximumPixels"/>.</exception>
    public static void RequireSize(Size size, string name)
    {
        if ((long)size.Width * size.Height <= MaximumPixels) return;
        throw new ImageFormatException(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is {size.Width} x {size.Height} pixels, {(long)size.Width * size.Height / 1e6:0.#} megapixels; "
            + $"the limit is {MaximumPixels / 1e6:0.######}, which the environment variable {MaximumVariable} "
            + $"raises."));
    }

    /// <summary>Opens an image file for reading.</summary>
    internal static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new ImageFormatException($"'{path}' is a folder; expected an image file.");
        if (!File.Exists(path)) throw new FileNotFoundException(DescribeAbsence(path), path);
        return File.OpenRead(path);
    }

    private static string DescribeAbsence(string path) => path.Contains('\uFFFD')
        ? $"Image '{path}' cannot be opened, its name is no UTF-8; rename it."
        : $"Image '{path}' does not exist.";

    // The header comes first: a file that is none, or asks for too much, is not loaded.
    private static byte[] ReadBytes(string path)
    {
        using FileStream file = Open(path);
        ImageFormat.Recognise(file, $"'{path}'");
        if (file.Length > Array.MaxLength)
            throw new ImageFormatException($"'{path}' has {file.Length} bytes; expected less than 2 GB.");
        byte[] bytes = new byte[file.Length];
        file.Position = 0;
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    private static Mat Decode(ReadOnlySpan<byte> encoded, string name, ImageOrientation orientation)
    {
        (ImageFormat format, ImageHeader header) = ImageFormat.Recognise(encoded, name);
        try
        {
            NativeOpenCv.Require();
            using Mat decoded = format.Decode(format.Mend(encoded), ImreadModes.Color);
            return decoded.Empty() ? throw Undecodable(format, header) : format.Turn(decoded, header, orientation);
        }
        catch (ImageFormatException error)
        {
            throw new ImageFormatException($"{name} is {error.Message}", error);
        }
        catch (OpenCVException error)
        {
            throw new ImageFormatException($"{name} cannot be decoded: {error.Message}", error);
        }
    }

    private static ImageFormatException Undecodable(ImageFormat format, ImageHeader header) =>
        new($"truncated or damaged: {format.Name} of {header.StoredSize.Width} x {header.StoredSize.Height} pixels by "
            + "its header, but not all of them can be decoded.");

    private static double ReadMegapixels() =>
        double.TryParse(
            Environment.GetEnvironmentVariable(MaximumVariable), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double megapixels) && megapixels is > 0 and <= 1e9
            ? megapixels
            : DefaultMegapixels;
}
