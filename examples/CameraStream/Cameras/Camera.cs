using System.Diagnostics;
using DetectionSdk.Examples.CameraStream.Outputs;
using DetectionSdk.Streaming;

namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>Runs one camera: detects, keeps the numbers, passes every result on.</summary>
internal sealed class Camera(
    VideoSource source, DetectorChoices detectors, StreamOptions options,
    IReadOnlyList<IFrameOutput> outputs) : IDisposable
{
    private const int RateWindow = 30;

    private readonly Queue<long> _arrivals = new();
    private volatile CameraStatus _status = new(source.Name);

    public CameraStatus Status => _status;

    /// <summary>
    /// Runs until the source ends or the token is cancelled. An error ends this camera alone, and is told by its
    /// status.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            StreamDetection stream = new(detectors.Current, source, options);
            await foreach (FrameResult result in stream.WithCancellation(cancellationToken))
            {
                _status = Next(result);
                foreach (IFrameOutput output in outputs) output.Write(result, _status);
                if (stream.Detector != detectors.Current) stream.Detector = detectors.Current;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception error) when (IsTold(error))
        {
            _status = _status with { Error = error.Message };
        }
        foreach (IFrameOutput output in outputs) Close(output);
        _status = _status with { HasEnded = true };
    }

    /// <summary>What the source had to leave out.</summary>
    public IReadOnlyList<string> Problems => source.Problems;

    public void Dispose() => source.Dispose();

    private void Close(IFrameOutput output)
    {
        try
        {
            output.Dispose();
        }
        catch (Exception error) when (IsTold(error))
        {
            _status = _status with { Error = _status.Error ?? error.Message };
        }
    }

    private static bool IsTold(Exception error) =>
        error is DetectionSdkException or IOException or UnauthorizedAccessException;

    private CameraStatus Next(FrameResult result)
    {
        long now = Stopwatch.GetTimestamp();
        _arrivals.Enqueue(now);
        if (_arrivals.Count > RateWindow) _arrivals.Dequeue();
        TimeSpan window = Stopwatch.GetElapsedTime(_arrivals.Peek(), now);
        return _status with
        {
            FramesPerSecond = window > TimeSpan.Zero ? (_arrivals.Count - 1) / window.TotalSeconds : 0,
            LatencyMilliseconds = result.Latency.TotalMilliseconds,
            InferenceMilliseconds = result.Timings.Inference.TotalMilliseconds,
            Objects = ShownObjects.Of(result).Count,
            Processed = result.Processed,
            Dropped = result.Dropped,
            Gaps = _status.Gaps + (result.Gap is null ? 0 : 1),
            IsFrozen = result.IsFrozen,
            Updated = now,
        };
    }
}
