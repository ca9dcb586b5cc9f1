using System.Text.Json;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Frames of one source, kept as PNG files <c>frame-NNNNNN.png</c> in a folder of their own with <c>frames.json</c>,
/// which is written when all are there.
/// </summary>
/// <param name="folder">The folder, made if absent.</param>
/// <param name="source">Full path or address of the source.</param>
/// <param name="maximum">Frames at most.</param>
internal sealed class KeptFrames(string folder, string source, int maximum)
{
    private const string RecordFile = "frames.json";

    private readonly string _record = Path.Combine(folder, RecordFile);

    /// <summary>The frames that were kept before; null where there are none.</summary>
    /// <exception cref="DataSetException">They are those of another source, or not all of them are there.</exception>
    public AnnotatedDataSet? Find()
    {
        if (!File.Exists(_record)) return null;
        Record? kept = null;
        try
        {
            kept = JsonSerializer.Deserialize<Record>(File.ReadAllBytes(_record));
        }
        catch (JsonException)
        {
            // Reported as what it is: not the frames of this source.
        }
        return kept is not null && kept.Clip == source && kept.Maximum == maximum
            ? Read(kept)
            : throw new DataSetException(
                _record, null,
                $"has other frames than at most {maximum} of '{source}'; expected those, or a folder without frames.");
    }

    public void Write(int index, Mat frame) =>
        AtomicFile.Write(Path.Combine(folder, NameOf(index)), stream => stream.Write(frame.ToBytes(".png")));

    /// <param name="count">Frames that were looked at.</param>
    /// <param name="frames">Indices of those that were written and belong to the choice.</param>
    /// <param name="problem">What was wrong with the source.</param>
    public AnnotatedDataSet Finish(int count, int[] frames, string? problem)
    {
        Record record = new(source, maximum, count, frames, problem);
        AtomicFile.Write(_record, stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(record)));
        return Read(record);
    }

    // The folder may hold others still, of a choice that was interrupted.
    private AnnotatedDataSet Read(Record kept)
    {
        HashSet<string> names = [.. kept.Frames.Select(NameOf)];
        AnnotatedImage[] images = [.. UnlabelledDataSet.Read(folder).Images.Where(image => names.Contains(image.Name))];
        if (images.Length != kept.Frames.Length)
            throw new DataSetException(
                folder, null,
                $"holds {images.Length} of the {kept.Frames.Length} frames that {RecordFile} lists; expected all, or "
                + "an empty folder.");
        return new AnnotatedDataSet([], images)
        {
            Problems = kept.Problem is { } problem ? [new DataSetProblem(source, null, problem)] : [],
        };
    }

    private static string NameOf(int frame) => $"frame-{frame:000000}.png";

    /// <summary>What <c>frames.json</c> says.</summary>
    private sealed record Record(string Clip, int Maximum, int Count, int[] Frames, string? Problem);
}
