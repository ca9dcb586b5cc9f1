using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// The images of a folder, each read whole and with its EXIF orientation applied, in the order of their names, in which
/// numbers count as numbers: frame2 comes before frame10. A file that is damaged is left out and told in
/// <see cref="VideoSource.Problems"/>. Not live. Sizes may differ.
/// </summary>
public sealed class FolderSource : VideoSource
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"];

    private readonly string _folder;
    private string[] _files = [];
    private volatile IReadOnlyList<string> _problems = [];
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
    public override IReadOnlyList<string> Problems => _problems;

    /// <inheritdoc/>
    /// <exception cref="VideoSourceException">The folder holds no image.</exception>
    public override void Connect(CancellationToken cancellationToken)
    {
        _next = 0;
        _problems = [];
        _files = [.. Directory.EnumerateFiles(_folder).Where(IsImage).Order(NaturalOrder.Instance)];
        if (_files.Length == 0)
            throw new VideoSourceException($"Folder '{_folder}' holds no image ({string.Join(", ", Extensions)}).");
    }

    /// <inheritdoc/>
    /// <exception cref="VideoSourceException">None of the images can be read.</exception>
    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        while (_next < _files.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRead(_files[_next++], frame)) return true;
        }
        if (_files.Length > 0 && _problems.Count == _files.Length)
            throw new VideoSourceException($"Folder '{_folder}' holds no image that can be read: {_problems[0]}");
        return false;
    }

    /// <inheritdoc/>
    public override void Disconnect() => _files = [];

    private bool TryRead(string path, Mat frame)
    {
        try
        {
            using Mat image = ImageFile.Read(path);
            image.CopyTo(frame);
            return true;
        }
        catch (Exception error) when (error is DetectionSdkException or IOException or UnauthorizedAccessException)
        {
            _problems = [.. _problems, error.Message];
            return false;
        }
    }

    private static bool IsImage(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
