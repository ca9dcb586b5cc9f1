using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Frames of a clip as photographs without annotations: those in which something has changed since the one before that
/// was taken. They are kept as PNG files, so that a training that goes on later learns from the same ones.
/// </summary>
public static class ClipPhotographs
{
    /// <summary>Takes frames of a clip, or those that were taken before.</summary>
    /// <param name="clip">The clip; read twice, unless its frames are there.</param>
    /// <param name="folder">
    /// Folder for the frames of this clip alone, made if absent: <c>frame-NNNNNN.png</c>, with the index of the frame,
    /// and <c>frames.json</c>, which is written when all are there.
    /// </param>
    /// <param name="maximum">
    /// Frames at most, from 1 on; of more that differ, some at even distances are taken.
    /// </param>
    /// <param name="cancellationToken">Stops between two frames.</param>
    /// <returns>The frames; what is wrong with the clip is among the problems.</returns>
    /// <exception cref="VideoSourceException">No frame of the clip can be read.</exception>
    /// <exception cref="DataSetException">
    /// The folder holds frames of another clip, or not those that were taken.
    /// </exception>
    /// <exception cref="IOException">The frames cannot be written.</exception>
    public static AnnotatedDataSet Take(
        string clip, string folder, int maximum, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        KeptFrames kept = new(folder, Path.GetFullPath(clip), maximum);
        return kept.Find() ?? Extract(clip, kept, maximum, cancellationToken);
    }

    private static AnnotatedDataSet Extract(string clip, KeptFrames kept, int maximum, CancellationToken token)
    {
        (int[] chosen, int count, string? problem) = Choose(clip, maximum, token);
        using VideoFileReader reader = VideoFileReader.Open(clip, token);
        using Mat frame = new();
        for (int index = 0, next = 0; next < chosen.Length && reader.Read(frame); index++)
        {
            token.ThrowIfCancellationRequested();
            if (index != chosen[next]) continue;
            kept.Write(index, frame);
            next++;
        }
        return kept.Finish(count, chosen, problem);
    }

    private static (int[] Chosen, int Count, string? Problem) Choose(string clip, int maximum, CancellationToken token)
    {
        using VideoFileReader reader = VideoFileReader.Open(clip, token);
        using Mat frame = new();
        List<int> differing = [];
        PictureSketch? last = null;
        int count = 0;
        string? damage = null;
        for (; TryRead(reader, frame, count, ref damage); count++)
        {
            token.ThrowIfCancellationRequested();
            PictureSketch sketch = PictureSketch.Of(frame);
            if (last is not null && !sketch.DiffersFrom(last)) continue;
            differing.Add(count);
            last = sketch;
        }
        if (differing.Count == 0) throw new VideoSourceException($"'{clip}' has no frame.");
        int kept = Math.Min(maximum, differing.Count);
        int[] chosen = [.. Enumerable.Range(0, kept).Select(i => differing[(int)((long)i * differing.Count / kept)])];
        string? alike = differing.Count == 1 ? $"all {count} frames look alike; the first is taken." : null;
        return (chosen, count, damage ?? reader.Problem ?? alike);
    }

    // A recording that was cut off is as good as its beginning.
    private static bool TryRead(VideoFileReader reader, Mat frame, int count, ref string? damage)
    {
        try
        {
            return reader.Read(frame);
        }
        catch (VideoSourceException error) when (count > 0)
        {
            damage = error.Message;
            return false;
        }
    }
}
