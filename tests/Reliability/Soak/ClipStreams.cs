using DetectionSdk.Streaming;

namespace DetectionSdk.Soak;

/// <summary>
/// Streams over a clip that are left after some frames: by OpenCV, and where there is ffmpeg by every other one through
/// a process.
/// </summary>
internal sealed class ClipStreams
{
    private const int Frames = 20;

    private readonly string _clip;
    private readonly Detector _detector;
    private readonly Func<VideoSource>[] _sources;
    private readonly List<IReadOnlyList<DetectedObject>>[] _expected;

    public ClipStreams(string clip, Detector detector)
    {
        _clip = clip;
        _detector = detector;
        Scenery.WriteClip(clip, Frames);
        bool hasFfmpeg = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")));
        _sources = hasFfmpeg
            ? [() => new FileSource(_clip), () => new FfmpegSource(_clip, isLive: false)]
            : [() => new FileSource(_clip)];
        _expected = [.. _sources.Select(source => Read(source(), Frames).GetAwaiter().GetResult())];
        if (_expected.Any(frames => frames.Count != Frames))
            throw new InvalidOperationException($"'{clip}' was not read whole");
    }

    /// <summary>Starts a stream, leaves it after 1 to 8 frames, and compares those.</summary>
    public void StartAndStop(int number, SoakCounts counts)
    {
        int source = number % _sources.Length;
        List<IReadOnlyList<DetectedObject>> found =
            Read(_sources[source](), 1 + number % 8).GetAwaiter().GetResult();
        for (int frame = 0; frame < found.Count; frame++)
        {
            if (!_expected[source][frame].SequenceEqual(found[frame]))
                throw new InvalidOperationException($"stream {number} found something else in frame {frame}");
            counts.AddFrame();
        }
        counts.AddStream();
    }

    private async Task<List<IReadOnlyList<DetectedObject>>> Read(VideoSource source, int frames)
    {
        List<IReadOnlyList<DetectedObject>> found = [];
        using (source)
        {
            await foreach (FrameResult result in _detector.DetectStreamAsync(source).ConfigureAwait(false))
            {
                found.Add(result.Detections.Objects);
                if (found.Count == frames) break;
            }
        }
        return found;
    }
}
