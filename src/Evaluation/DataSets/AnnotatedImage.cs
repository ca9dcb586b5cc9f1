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
    /// Reads the pixels as 8-bit BGR, owned by the caller. EXIF orientation is applied, unless only the stored
    /// orientation has the annotated <see cref="Size"/>.
    /// </summary>
    /// <exception cref="DataSetException">The file is absent, is not an image, or has another size than its annotation
    /// states.</exception>
    public Mat Read()
    {
        if (!File.Exists(Path)) throw new DataSetException(Path, null, "image file not found.");
        Mat oriented = Decode(ImreadModes.Color);
        if (oriented.Size() == Size) return oriented;

        Size found = oriented.Size();
        oriented.Dispose();
        if (found.Width == Size.Height && found.Height == Size.Width)
        {
            Mat stored = Decode(ImreadModes.Color | ImreadModes.IgnoreOrientation);
            if (stored.Size() == Size) return stored;
            stored.Dispose();
        }
        throw new DataSetException(Path, null,
            $"the image is {found.Width}x{found.Height} pixels, its annotation states {Size.Width}x{Size.Height}.");
    }

    private Mat Decode(ImreadModes mode)
    {
#pragma warning disable RS0030 // reads as the annotation's size demands, which ImageFile does not offer
        Mat image = Cv2.ImRead(Path, mode);
#pragma warning restore RS0030
        if (!image.Empty()) return image;
        image.Dispose();
        throw new DataSetException(Path, null, "not an image that OpenCV can decode.");
    }
}
