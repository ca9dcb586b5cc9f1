namespace DetectionSdk.Imaging;

/// <summary>
/// Which files of a folder count as images: by extension, whatever the case. HEIC and AVIF count, although they are not
/// read, so that they are named rather than passed over in silence.
/// </summary>
public static class ImageExtensions
{
    /// <summary>The extensions, lower case, with their dot; the usual ones first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".jp2", ".ppm", ".pgm", ".heic", ".heif", ".avif",
    ];

    /// <summary>Whether a path has one of them.</summary>
    public static bool IsImage(string path) =>
        All.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
