using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// Records annotated pictures as an MP4 of H.264, which browsers play, in real time: dropped frames are filled with the
/// last picture, a gap of more than a second is shortened to one. The file is there at the end, whole or not at all.
/// Needs ffmpeg.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="framesPerSecond">Above 0.</param>
public sealed class Recording(string path, double framesPerSecond) : WatchOutput
{
    private H264Writer? _writer;
    private TimeSpan _start;
    private long _frames;

    /// <inheritdoc/>
    public override void Show(WatchedFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        using Mat drawn = frame.Draw();
        if (_writer is null)
            (_writer, _start) = (new H264Writer(path, drawn.Size(), framesPerSecond), frame.Result.Time);
        long due = (long)Math.Round((frame.Result.Time - _start).TotalSeconds * framesPerSecond) + 1;
        if (due - _frames > framesPerSecond)
        {
            _start += TimeSpan.FromSeconds((due - _frames - framesPerSecond) / framesPerSecond);
            due = _frames + (long)framesPerSecond;
        }
        for (; _frames < due; _frames++) _writer.Write(drawn);
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        using (_writer) _writer?.Close();
        _writer = null;
    }
}
