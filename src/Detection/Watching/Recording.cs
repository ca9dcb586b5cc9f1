using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// Records annotated pictures as MP4 files of H.264, which browsers play, in real time: dropped frames are filled with
/// the last picture, a gap of more than a second is shortened to one. A file is named by its camera and the time at
/// which it begins (UTC); until it ends it is a <c>.part.mp4</c>, which plays, too. What was written stays, whatever
/// happens: where a file cannot be written any more the recording ends, and the camera is watched on. Needs ffmpeg.
/// </summary>
/// <param name="folder">Folder of the files; made if absent. Several cameras may share it.</param>
/// <param name="framesPerSecond">Above 0.</param>
/// <param name="options">Null for the defaults.</param>
public sealed class Recording(string folder, double framesPerSecond, RecordingOptions? options = null) : WatchOutput
{
    private readonly RecordingOptions _options = Checked(options ?? new RecordingOptions());
    private Task _endings = Task.CompletedTask;
    private RecordingFolder? _folder;
    private H264Writer? _file;
    private Size _size;
    private DateTimeOffset _begin;
    private TimeSpan _start;
    private long _frames, _framesOfFile;
    private string? _problem;

    /// <summary>Told why, when the recording ends before its camera; on the thread of the watch.</summary>
    public event Action<string>? Ended;

    /// <inheritdoc/>
    public override string? Problem => _problem;

    /// <summary>Recordings of any camera in a folder that are being written or were never ended.</summary>
    /// <param name="folder">The folder; may be absent.</param>
    public static IReadOnlyList<string> Unfinished(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + H264Writer.PartSuffix).Order(StringComparer.Ordinal)]
        : [];

    /// <inheritdoc/>
    public override void Show(WatchedFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_problem is not null) return;
        TimeSpan time = frame.Result.Time;
        if (_folder is null)
        {
            _folder = new RecordingFolder(folder, frame.Status.Name, _options);
            (_begin, _start) = (_options.Clock.GetUtcNow() - time, time);
        }
        using Mat drawn = frame.Draw();
        Guard(_folder, () =>
        {
            for (long due = DueAt(time); _frames < due; _frames++) Write(drawn, _folder, _begin + time);
        });
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        if (_problem is not null || _folder is null) return;
        Guard(_folder, () =>
        {
            EndFile(_folder);
            _endings.GetAwaiter().GetResult();
        });
    }

    /// <summary>How many pictures there are at a time, if it is heeded.</summary>
    private long DueAt(TimeSpan time)
    {
        long due = (long)Math.Round((time - _start).TotalSeconds * framesPerSecond) + 1;
        long most = _frames + Math.Max(1, (long)framesPerSecond);
        if (due <= most) return due;
        _start += TimeSpan.FromSeconds((due - most) / framesPerSecond);
        return most;
    }

    private void Write(Mat picture, RecordingFolder place, DateTimeOffset time)
    {
        if (_framesOfFile >= Math.Round(_options.FileLength.TotalSeconds * framesPerSecond)
            || picture.Size() != _size)
            EndFile(place);
        if (_file is null) BeginFile(picture.Size(), place, time);
        if (_framesOfFile % (long)Math.Ceiling(framesPerSecond) == 0) place.RequireRoom(_file!);
        _file!.Write(picture);
        _framesOfFile++;
    }

    private void BeginFile(Size size, RecordingFolder place, DateTimeOffset time)
    {
        if (_endings.IsFaulted) _endings.GetAwaiter().GetResult();
        _file = place.Begin(time, size, framesPerSecond);
        (_size, _framesOfFile) = (size, 0);
    }

    // A file is written once more when it gets its index: the watch does not wait for it.
    private void EndFile(RecordingFolder place)
    {
        if (_file is not { } file) return;
        _file = null;
        _endings = Task.WhenAll(_endings, Task.Run(() => place.End(file)));
    }

    private void Guard(RecordingFolder place, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            _problem = $"'{place.Camera}' is not recorded any more: {error.Message}";
            Abandon(place);
            Ended?.Invoke(_problem);
        }
    }

    private void Abandon(RecordingFolder place)
    {
        try
        {
            EndFile(place);
            _endings.GetAwaiter().GetResult();
        }
        catch (Exception error) when (IsOfDisk(error))
        {
            // The first error is the one that counts; the part stays.
        }
    }

    private static RecordingOptions Checked(RecordingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.FileLength, TimeSpan.Zero, nameof(options));
        return options;
    }

    private static bool IsOfDisk(Exception error) => error is IOException or UnauthorizedAccessException;
}
