using DetectionSdk.Examples.CameraStream.Cameras;
using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Examples.CameraStream.Outputs;

/// <summary>
/// Records annotated pictures as MP4 in real time: dropped frames are filled with the last picture, a gap of more than
/// a second is shortened to one. Written under a temporary name and renamed at the end; there whole or not at all.
/// </summary>
internal sealed class VideoRecorder(string path, double framesPerSecond) : IFrameOutput
{
    private readonly string _temporary = Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(path))!,
        $".{Path.GetFileNameWithoutExtension(path)}.{Environment.ProcessId}.mp4");
    private VideoWriter? _writer;
    private Size _size;
    private TimeSpan _start;
    private long _frames;

    public void Write(FrameResult result, CameraStatus status)
    {
        using Mat drawn = ShownObjects.Labelled(result).Draw(result.Image);
        if (_writer is null) Open(drawn.Size(), result.Time);
        if (drawn.Size() != _size) Cv2.Resize(drawn, drawn, _size);
        long due = (long)((result.Time - _start).TotalSeconds * framesPerSecond) + 1;
        if (due - _frames > framesPerSecond)
        {
            _start += TimeSpan.FromSeconds((due - _frames - framesPerSecond) / framesPerSecond);
            due = _frames + (long)framesPerSecond;
        }
        for (; _frames < due; _frames++) _writer!.Write(drawn);
    }

    public void Dispose()
    {
        if (_writer is null) return;
        _writer.Dispose();
        _writer = null;
        if (!IsWhole())
        {
            File.Delete(_temporary);
            throw new IOException($"'{path}' cannot be written whole: the disk is full, or the file too large.");
        }
        File.Move(_temporary, path, overwrite: true);
    }

    // OpenCV's writer does not say when a write failed. An MP4 whose index is there is there to its end.
    private bool IsWhole()
    {
        using VideoCapture film = new(_temporary, VideoCaptureAPIs.FFMPEG);
        return film.IsOpened() && film.FrameCount == _frames;
    }

    private void Open(Size size, TimeSpan start)
    {
        _size = new Size(size.Width / 2 * 2, size.Height / 2 * 2);
        _start = start;
        _writer = new VideoWriter(
            _temporary, VideoCaptureAPIs.FFMPEG, FourCC.FromString("mp4v"), framesPerSecond, _size);
        if (_writer.IsOpened()) return;
        _writer.Dispose();
        _writer = null;
        throw new IOException($"'{path}' cannot be written as MP4.");
    }
}
