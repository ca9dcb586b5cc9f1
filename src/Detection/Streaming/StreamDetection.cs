namespace DetectionSdk.Streaming;

/// <summary>
/// The detections of a source as an asynchronous sequence. Capture, preprocessing, inference and the caller's own work
/// on the previous result overlap. Results come in the order of the frames. A live source never falls behind: its
/// oldest frames are dropped; a recording waits.
/// </summary>
/// <remarks>
/// Streams of several sources on one <see cref="DetectionSdk.Detector"/> take turns, first come, first served, so that
/// each gets its share. Every enumeration connects the source anew and disconnects it at its end, however it ends; one
/// at a time. Cancelling the enumeration throws <see cref="OperationCanceledException"/>, like any asynchronous
/// sequence.
/// </remarks>
public sealed class StreamDetection : IAsyncEnumerable<FrameResult>
{
    private volatile Detector _detector;

    /// <param name="detector">Finds the objects; not disposed by the stream.</param>
    /// <param name="source">Gives the frames; not disposed by the stream.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StreamDetection(Detector detector, VideoSource source, StreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new StreamOptions();
        options.Validate();
        _detector = detector;
        Source = source;
        Options = options;
    }

    /// <summary>
    /// Finds the objects. May be changed at any time, from any thread: frames that are not preprocessed yet go to the
    /// new one. The old one must outlive the frames it has.
    /// </summary>
    public Detector Detector
    {
        get => _detector;
        set => _detector = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Gives the frames.</summary>
    public VideoSource Source { get; }

    /// <summary>The options of the stream.</summary>
    public StreamOptions Options { get; }

    /// <summary>Starts the stream.</summary>
    /// <param name="cancellationToken">Stops it; a running inference is broken off.</param>
    /// <exception cref="InvalidOperationException">The source feeds another enumeration.</exception>
    /// <exception cref="VideoSourceException">
    /// The source does not open, a recording breaks off, or <see cref="StreamOptions.ReconnectAttempts"/> are used up.
    /// </exception>
    public async IAsyncEnumerator<FrameResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        StreamPipeline pipeline = new(this, cancellationToken);
        await using (pipeline.ConfigureAwait(false))
        {
            ResultBuilder results = new(this);
            await foreach (StreamFrame frame in pipeline.RunAsync().ConfigureAwait(false))
            {
                try
                {
                    yield return results.Build(frame, pipeline.TakeGap(frame.Index));
                }
                finally
                {
                    frame.Recycle();
                }
            }
        }
    }
}
