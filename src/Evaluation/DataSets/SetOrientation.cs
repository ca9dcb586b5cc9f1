using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Whether the boxes of a data set lie on its pictures as they are looked at or as they are stored: tools differ, and
/// neither COCO nor Pascal VOC says. The sizes that the annotations state tell, where a picture is turned by a quarter.
/// </summary>
internal static class SetOrientation
{
    /// <summary>
    /// Sets <see cref="AnnotatedImage.Orientation"/>. A picture whose size tells goes by it; all others (turned by a
    /// half, mirrored, square) go with the set: with most of those that tell, upright where none does.
    /// </summary>
    /// <param name="images">Images with the sizes that their annotations state; files that are absent tell
    /// nothing.</param>
    public static IReadOnlyList<AnnotatedImage> Decide(IReadOnlyList<AnnotatedImage> images)
    {
        ImageOrientation?[] told = [.. images.Select(Tell)];
        int stored = told.Count(one => one == ImageOrientation.Stored);
        if (stored == 0) return images;
        ImageOrientation most = 2 * stored > told.Count(one => one is not null)
            ? ImageOrientation.Stored
            : ImageOrientation.Upright;
        return [.. images.Select((image, i) => image with { Orientation = told[i] ?? most })];
    }

    private static ImageOrientation? Tell(AnnotatedImage image)
    {
        if (!File.Exists(image.Path) || TryReadHeader(image.Path) is not { Orientation: >= 5 } header) return null;
        if (header.Size == header.StoredSize) return null;
        return image.Size == header.Size ? ImageOrientation.Upright
            : image.Size == header.StoredSize ? ImageOrientation.Stored : null;
    }

    private static ImageHeader? TryReadHeader(string path)
    {
        try
        {
            return ImageHeader.Read(path);
        }
        catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;   // whoever reads the pixels says so
        }
    }
}
