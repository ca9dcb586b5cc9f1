using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>One image of a data set with its boxes.</summary>
/// <param name="Path">Full path of the image file. Reading annotations does not require that it exists.</param>
/// <param name="Name">Name inside the data set, with forward slashes; unique there and used in reports.</param>
/// <param name="Size">Size in pixels of the image the boxes refer to: for YOLO the size after EXIF orientation, for
/// COCO and VOC the size that the annotation states.</param>
/// <param name="Annotations">The boxes, in file order; empty for an image without objects.</param>
public sealed record AnnotatedImage(string Path, string Name, Size Size, IReadOnlyList<Annotation> Annotations)
{
    /// <summary>Image id of a COCO file; null for other sources.</summary>
    public long? CocoId { get; init; }

    /// <summary>The id as the COCO file has it, where it is no number; <see cref="CocoId"/> is its rank then.</summary>
    internal string? CocoKey { get; init; }

    /// <summary>
    /// In which frame the boxes lie, where the file states an EXIF orientation. Default upright, as for YOLO; readers
    /// of COCO and VOC find it out for the whole data set.
    /// </summary>
    public ImageOrientation Orientation { get; init; }

    /// <summary>What every pixel shows; null where that is not known.</summary>
    public LabelMap? LabelMap { get; init; }

    /// <summary>Reads the pixels as 8-bit BGR, owned by the caller, in the frame of the boxes.</summary>
    /// <exception cref="DataSetException">The file is absent, is not an image, or has another size than its annotation
    /// states.</exception>
    public Mat Read()
    {
        if (!File.Exists(Path)) throw new DataSetException(Path, null, "image file not found.");
        Mat image = Decode();
        if (image.Size() == Size) return image;

        Size found = image.Size();
        image.Dispose();
        throw new DataSetException(Path, null,
            $"the image is {found.Width}x{found.Height} pixels, its annotation states {Size.Width}x{Size.Height}.");
    }

    private Mat Decode()
    {
        try
        {
            return ImageFile.Read(Path, Orientation);
        }
        catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(
                Path, null, error.Message.Replace($"'{Path}' ", "", StringComparison.Ordinal), error);
        }
    }
}
