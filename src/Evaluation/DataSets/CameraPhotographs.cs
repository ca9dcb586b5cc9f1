using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Frames of a camera as photographs without annotations: one a second at most, where something has changed since the
/// one before. They are kept as PNG files, so that a training that goes on later learns from the same ones.
/// </summary>
public static class CameraPhotographs
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Looks at a camera for as many seconds as frames are wanted, or takes the frames of before.</summary>
    /// <param name="camera">The camera; opened and closed here, not disposed.</param>
    /// <param name="folder">
    /// Folder for the frames of this camera alone, made if absent: <c>frame-NNNNNN.png</c>, with the index of the
    /// frame, and <c>frames.json</c>, which is written when all are there.
    /// </param>
    /// <param name="maximum">Frames at most, from 1 on.</param>
    /// <param name="clock">Tells the time; null for the system's clock.</param>
    /// <param name="cancellationToken">Stops between two frames; nothing of what was seen counts then.</param>
    /// <returns>The frames; that the camera was lost on the way is among the problems.</returns>
    /// <exception cref="VideoSourceException">The camera gives no frame.</exception>
    /// <exception cref="DataSetException">
    /// The folder holds frames of another source, or not those that were taken.
    /// </exception>
    /// <exception cref="IOException">The frames cannot be written.</exception>
    public static AnnotatedDataSet Take(
        VideoSource camera, string folder, int maximum, TimeProvider? clock = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(camera);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        KeptFrames kept = new(folder, camera.Name, maximum);
        return kept.Find() ?? Watch(camera, kept, maximum, clock ?? TimeProvider.System, cancellationToken);
    }

    private static AnnotatedDataSet Watch(
        VideoSource camera, KeptFrames kept, int maximum, TimeProvider clock, CancellationToken token)
    {
        try
        {
            camera.Connect(token);
            return Follow(camera, kept, maximum, clock, token);
        }
        finally
        {
            camera.Disconnect();
        }
    }

    private static AnnotatedDataSet Follow(
        VideoSource camera, KeptFrames kept, int maximum, TimeProvider clock, CancellationToken token)
    {
        using Mat frame = new();
        long start = clock.GetTimestamp();
        TimeSpan due = TimeSpan.Zero, end = Pace * maximum;
        List<int> taken = [];
        PictureSketch? last = null;
        string? problem = null;
        int count = 0;
        for (; TryRead(camera, frame, count, ref problem, token); count++)
        {
            TimeSpan now = clock.GetElapsedTime(start);
            if (now >= end) break;
            if (now < due) continue;
            PictureSketch sketch = PictureSketch.Of(frame);
            if (last is not null && !sketch.DiffersFrom(last)) continue;
            kept.Write(count, frame);
            taken.Add(count);
            (last, due) = (sketch, now + Pace);
        }
        if (taken.Count == 0) throw new VideoSourceException($"'{camera.Name}' has no frame.");
        return kept.Finish(count, [.. taken], problem);
    }

    // What a camera showed until it was lost is as good as all of it.
    private static bool TryRead(VideoSource camera, Mat frame, int count, ref string? problem, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            return camera.Read(frame, token);
        }
        catch (VideoSourceException error) when (count > 0)
        {
            problem = error.Message;
            return false;
        }
    }
}
