using DetectionSdk.Imaging;

namespace DetectionSdk.Degradation;

/// <summary>One image of a <see cref="DegradationJob"/>.</summary>
/// <param name="Source">Path of the image, relative to the job's input folder, with forward slashes.</param>
/// <param name="Output">
/// Path of the degraded image, relative to its output folder, with forward slashes; the extension chooses the codec,
/// .png keeps every bit.
/// </param>
public sealed record DegradationItem(string Source, string Output)
{
    /// <summary>In which frame the pixels of a source with an EXIF orientation are taken. Default upright.</summary>
    public ImageOrientation Orientation { get; init; }
}
