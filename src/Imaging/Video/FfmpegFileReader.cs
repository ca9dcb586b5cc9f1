using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>A video file, as an ffmpeg process reads it.</summary>
internal sealed class FfmpegFileReader : VideoFileReader
{
    private readonly FfmpegReader _stream;
    private readonly string _path;
    private readonly CancellationToken _cancellationToken;

    public FfmpegFileReader(string path, CancellationToken cancellationToken)
    {
        _path = path;
        _cancellationToken = cancellationToken;
        try
        {
            _stream = FfmpegReader.Open([], "file:" + Path.GetFullPath(path), path, cancellationToken);
        }
        catch (VideoSourceException error)
        {
            throw new VideoSourceException($"{error.Message.TrimEnd('.')}; it is damaged or no video.", error);
        }
    }

    public override double? FramesPerSecond => _stream.FramesPerSecond;

    public override TimeSpan? FrameTime => _stream.FrameTime;

    public override string? Problem => _stream.FirstError is { } error
        ? $"'{_path}' is damaged in places, frames may be missing or wrong: {error}."
        : null;

    public override bool Read(Mat frame)
    {
        if (_stream.Read(frame)) return true;
        _cancellationToken.ThrowIfCancellationRequested();
        _stream.RequireWhole();
        return false;
    }

    protected override void Dispose(bool disposing) => _stream.Dispose();
}
