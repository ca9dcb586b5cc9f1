using DetectionSdk.Imaging.Formats;
using OpenCvSharp;

namespace DetectionSdk.Imaging;

/// <summary>What the first bytes of an image file say of it. Nothing is decoded.</summary>
/// <param name="StoredSize">Size in pixels as they lie in the file.</param>
/// <param name="Orientation">EXIF orientation, 1 to 8; 1 where the file states none.</param>
public sealed record ImageHeader(Size StoredSize, int Orientation = 1)
{
    /// <summary>Size in pixels once the orientation is applied: that of the image that is loaded by default.</summary>
    public Size Size => Orientation >= 5 ? new Size(StoredSize.Height, StoredSize.Width) : StoredSize;

    /// <summary>Size in pixels in one of the two frames.</summary>
    public Size SizeIn(ImageOrientation orientation) => orientation == ImageOrientation.Stored ? StoredSize : Size;

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">
    /// It is no image that <see cref="ImageFile"/> reads, or one of more than <see cref="ImageFile.MaximumPixels"/>.
    /// </exception>
    public static ImageHeader Read(string path)
    {
        using FileStream file = ImageFile.Open(path);
        return ImageFormat.Recognise(file, $"'{path}'").Header;
    }

    /// <summary>The size of the image, orientation applied; null when the file is none that can be read.</summary>
    public static Size? TryReadSize(string path)
    {
        try
        {
            return Read(path).Size;
        }
        catch (Exception fault) when (fault is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
