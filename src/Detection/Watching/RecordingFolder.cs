using System.Collections.Concurrent;
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

    // Parts of all cameras: many may end at the same time.
    private static readonly ConcurrentDictionary<string, H264Writer> Open = new();

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
        H264Writer file = new(FreePath(start), size, framesPerSecond);
        Open[file.Part] = file;
        return file;
    }

    /// <summary>Ends a file, and deletes the oldest beyond the space that recordings may take.</summary>
    /// <exception cref="IOException">It could not be written whole.</exception>
    public void End(H264Writer file)
    {
        try
        {
            using (file) file.Close();
        }
        finally
        {
            Open.TryRemove(file.Part, out _);
        }
        DeleteOldest();
    }

    /// <summary>Refuses to go on where files could not be ended, which writes them once more, with their index.
    /// </summary>
    /// <exception cref="IOException">There is too little space on the disk.</exception>
    public void RequireRoom(H264Writer file)
    {
        string place = Path.GetFullPath(folder);
        DriveInfo disk = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(place)! : place);
        long free = disk.AvailableFreeSpace, kept = options.SpareBytes + Open.Keys.Sum(LengthOf);
        if (free < kept)
            throw new IOException(
                $"'{folder}' lies on a disk with {free >> 20} MiB of free space, and {kept >> 20} MiB are kept for "
                + "events and to end what is recorded. The last file is "
                + $"'{Path.GetFileName(file.Part).Replace(H264Writer.PartSuffix, Extension)}'.");
    }

    private static long LengthOf(string part) => new FileInfo(part) is { Exists: true } file ? file.Length : 0;

    // The newest stays, however large it is.
    private void DeleteOldest()
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
