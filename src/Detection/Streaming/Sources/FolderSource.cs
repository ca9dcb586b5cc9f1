using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// The images of a folder, in the order of their names, each read whole and with its EXIF orientation applied. Not
/// live. Sizes may differ.
/// </summary>
public sealed class FolderSource : VideoSource
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"];

    private readonly string _folder;
    private string[] _files = [];
    private int _next;

    /// <param name="folder">A folder; files that are no images by their extension are passed over.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public FolderSource(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"Folder '{folder}' does not exist.");
        _folder = folder;
    }

    /// <inheritdoc/>
    public override string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_folder)));

    /// <inheritdoc/>
    public override bool IsLive => false;

    /// <inheritdoc/>
    /// <exception cref="VideoSourceException">The folder holds no image.</exception>
    public override void Connect(CancellationToken cancellationToken)
    {
        _next = 0;
        _files = [.. Directory.EnumerateFiles(_folder).Where(IsImage).Order(StringComparer.Ordinal)];
        if (_files.Length == 0)
            throw new VideoSourceException($"Folder '{_folder}' holds no image ({string.Join(", ", Extensions)}).");
    }

    /// <inheritdoc/>
    /// <exception cref="ImageFormatException">A file is damaged or no image.</exception>
    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (_next == _files.Length) return false;
        using Mat image = ImageFile.Read(_files[_next++]);
        image.CopyTo(frame);
        return true;
    }

    /// <inheritdoc/>
    public override void Disconnect() => _files = [];

    private static bool IsImage(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
