using System.Globalization;
using System.Text.RegularExpressions;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>The recordings of one camera in a folder: <c>CAMERA-20261127T081500Z.mp4</c>, and the space they take.
/// </summary>
internal sealed partial class RecordingFolder(string folder, string camera, RecordingOptions options)
{
    private const string Extension = ".mp4";
    private const int LongestName = 100;

    private static readonly Lock Naming = new();

    private readonly string _name = NameOf(camera);

    /// <summary>The camera, as it is called.</summary>
    public string Camera => camera;

    /// <summary>A new file; makes the folder if it is absent.</summary>
    /// <exception cref="VideoSourceException">There is no ffmpeg.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public H264Writer Begin(DateTimeOffset start, Size size, double framesPerSecond)
    {
        Directory.CreateDirectory(folder);
        using Lock.Scope naming = Naming.EnterScope();
        return new H264Writer(FreePath(start), size, framesPerSecond);
    }

    /// <summary>Refuses to go on where a file could not be ended, which writes it once more, with its index.</summary>
    /// <exception cref="IOException">There is too little space on the disk.</exception>
    public void RequireRoom(string part)
    {
        string place = Path.GetFullPath(folder);
        DriveInfo disk = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(place)! : place);
        long free = disk.AvailableFreeSpace, kept = options.SpareBytes + new FileInfo(part).Length;
        if (free < kept)
            throw new IOException(
                $"'{folder}' lies on a disk with {free >> 20} MiB of free space, and {kept >> 20} MiB are kept for "
                + $"events and to end '{Path.GetFileName(part).Replace(H264Writer.PartSuffix, Extension)}'.");
    }

    /// <summary>Deletes the oldest files beyond the space that recordings may take, but never the newest.</summary>
    public void DeleteOldest()
    {
        if (options.MostBytes is not { } left) return;
        FileInfo[] newestFirst =
        [
            .. new DirectoryInfo(folder).EnumerateFiles($"{_name}-????????T??????Z*{Extension}")
                .Where(file => file.Exists).OrderByDescending(file => file.LastWriteTimeUtc),
        ];
        for (int i = 0; i < newestFirst.Length; i++)
        {
            left -= newestFirst[i].Length;
            if (left < 0 && i > 0) newestFirst[i].Delete();
        }
    }

    private string FreePath(DateTimeOffset start)
    {
        string stamp = start.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string first = Path.Combine(folder, $"{_name}-{stamp}"), path = first + Extension;
        for (int number = 2; File.Exists(path) || File.Exists(H264Writer.PartOf(path)); number++)
            path = $"{first}-{number}{Extension}";
        return path;
    }

    private static string NameOf(string camera)
    {
        string name = OutsideNames().Replace(camera, "-").Trim('-', '.');
        return name.Length == 0 ? "camera" : name[..Math.Min(name.Length, LongestName)];
    }

    [GeneratedRegex(@"[^\p{L}\p{N}._]+")]
    private static partial Regex OutsideNames();
}
