using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// Where the frames of a stream come from. <see cref="Open"/> chooses one for an address; derive from it for a camera
/// of your own: three methods. A stream calls them from one thread, one after the other: <see cref="Connect"/>,
/// <see cref="Read"/> until it ends or fails, <see cref="Disconnect"/>, and <see cref="Connect"/> again after a loss.
/// Both may block; they must return soon after their token is cancelled.
/// </summary>
public abstract class VideoSource : IDisposable
{
    private int _used;

    /// <summary>Names the source in results, logs and metrics. Free of passwords.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether frames come at the source's own pace. A live source never waits for the detector: its oldest frames are
    /// dropped. A source that is not live waits. Known after <see cref="Connect"/> at the latest.
    /// </summary>
    public abstract bool IsLive { get; }

    /// <summary>
    /// Frames per second, or null while it is not known. Known after <see cref="Connect"/> at the latest.
    /// </summary>
    public virtual double? FramesPerSecond => null;

    /// <summary>
    /// Time of the frame that was read last, from the beginning of the recording; null, as by default, where it follows
    /// from the number of the frame. Not asked of a live source.
    /// </summary>
    public virtual TimeSpan? FrameTime => null;

    /// <summary>
    /// What was wrong since <see cref="Connect"/>, in words: images of a folder that were left out, damage in the
    /// middle of a clip. The stream goes on and tells its logger. May be read from any thread.
    /// </summary>
    public virtual IReadOnlyList<string> Problems => [];

    /// <summary>
    /// The source for an address. What exists under that name comes first: a folder of images, a camera (/dev/video0 or
    /// a link to it), a video file. Then come anything with "://" (rtsp, http, udp, ...), which ffmpeg reads, and the
    /// number of a camera.
    /// </summary>
    /// <param name="address">Path, number or address.</param>
    /// <param name="options">What cannot be seen from the address; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">It is none of these, or there is no such file.</exception>
    public static VideoSource Open(string address, VideoSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        options ??= new VideoSourceOptions();
        if (Directory.Exists(address)) return new FolderSource(address);
        bool isFile = File.Exists(address);
        if (isFile && DeviceSource.IsDevice(address)) return new DeviceSource(address);
        if (isFile && !options.NeedsFfmpeg) return new FileSource(address) { Loop = options.Loop };
        if (isFile || address.Contains("://", StringComparison.Ordinal))
            return new FfmpegSource(address, options.IsLive)
            {
                InputArguments = options.InputArguments,
                ReadTimeout = options.ReadTimeout,
            };
        return DeviceSource.TryParse(address, out int device)
            ? new DeviceSource(device)
            : throw FileSource.NotFound(address);
    }

    /// <summary>
    /// Opens the source, or opens it again after <see cref="Disconnect"/>; a recording then starts anew.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the stream stops or the source takes too long.</param>
    /// <exception cref="VideoSourceException">It does not open.</exception>
    public abstract void Connect(CancellationToken cancellationToken);

    /// <summary>Waits for the next frame and writes it.</summary>
    /// <param name="frame">Receives the frame, 8-bit BGR. Its memory is reused when size and type fit.</param>
    /// <param name="cancellationToken">Cancelled when the stream stops or the frame takes too long.</param>
    /// <returns>False when the source has ended for good.</returns>
    /// <exception cref="VideoSourceException">
    /// The connection is lost. A stream connects a live source again, and passes the exception of another one on.
    /// </exception>
    public abstract bool Read(Mat frame, CancellationToken cancellationToken);

    /// <summary>
    /// Closes the source and releases what it holds; it may be connected again. Allowed at any time, also twice.
    /// </summary>
    public abstract void Disconnect();

    /// <summary>
    /// The same frames as if a camera sent them: at a steady rate, whether or not the detector keeps up.
    /// </summary>
    /// <param name="framesPerSecond">In (0, 1000].</param>
    /// <returns>A source that disposes this one with itself.</returns>
    public VideoSource AsLive(double framesPerSecond) => new PacedSource(this, framesPerSecond);

    /// <summary>Closes the source for good.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the source; override to release more.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Disconnect();
    }

    /// <summary>Reserves the source for one stream.</summary>
    internal void Enter()
    {
        if (Interlocked.Exchange(ref _used, 1) != 0)
            throw new InvalidOperationException(
                $"'{Name}' feeds another stream already; expected one stream at a time per source.");
    }

    internal void Leave() => Volatile.Write(ref _used, 0);
}
