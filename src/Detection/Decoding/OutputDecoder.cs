using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DetectionSdk.Preprocessing;

namespace DetectionSdk.Decoding;

/// <summary>
/// Turns the output of the network into detections: threshold, suppression, mapping to the image. Its buffers are
/// reused; one caller at a time.
/// </summary>
internal sealed class OutputDecoder(ModelInfo model, DetectorOptions options)
{
    private const int BoxRows = 4;

    private readonly List<Candidate> _candidates = [];
    private float[] _best = [];

    /// <summary>Decodes the output of one image, <c>[rows, columns]</c>.</summary>
    public DetectedObject[] Decode(ReadOnlySpan<float> output, int rows, int columns, Letterbox letterbox)
    {
        _candidates.Clear();
        if (model.Layout == OutputLayout.EndToEnd) ReadFinished(output, rows, columns);
        else ReadCandidates(output, rows, columns);

        Span<Candidate> candidates = CollectionsMarshal.AsSpan(_candidates);
        candidates.Sort();
        int kept = model.Layout == OutputLayout.EndToEnd
            ? Math.Min(candidates.Length, options.MaximumDetections)
            : NonMaximumSuppression.Apply(candidates, options.Iou, options.ClassAgnostic, options.MaximumDetections);
        return ToObjects(candidates[..kept], letterbox);
    }

    // [4 + classes, N]: the class rows are reduced to the best score per column first, which is contiguous and
    // vectorised; the class itself is looked up for the few columns that pass.
    private void ReadCandidates(ReadOnlySpan<float> output, int rows, int columns)
    {
        if (rows != BoxRows + model.ClassNames.Count) throw WrongOutput(rows, columns);
        if (_best.Length < columns) _best = new float[columns];
        Span<float> best = _best.AsSpan(0, columns);
        ReadOnlySpan<float> scores = output[(BoxRows * columns)..];
        scores[..columns].CopyTo(best);
        for (int row = 1; row < rows - BoxRows; row++)
            TensorPrimitives.Max(best, scores.Slice(row * columns, columns), best);

        for (int column = 0; column < columns; column++)
        {
            if (!(best[column] >= options.Confidence)) continue;
            int classId = 0;
            while (scores[classId * columns + column] != best[column]) classId++;
            float halfWidth = output[2 * columns + column] / 2, halfHeight = output[3 * columns + column] / 2;
            float x = output[column], y = output[columns + column];
            Add(new Candidate(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, best[column], classId));
        }
    }

    // [K, 6]
    private void ReadFinished(ReadOnlySpan<float> output, int rows, int columns)
    {
        if (columns != 6) throw WrongOutput(rows, columns);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> item = output.Slice(row * columns, columns);
            if (!(item[4] >= options.Confidence)) continue;
            int classId = (int)item[5];
            if ((uint)classId < (uint)model.ClassNames.Count)
                Add(new Candidate(item[0], item[1], item[2], item[3], item[4], classId));
        }
    }

    private void Add(Candidate candidate)
    {
        if (candidate.IsFinite) _candidates.Add(candidate);
    }

    private DetectedObject[] ToObjects(ReadOnlySpan<Candidate> candidates, Letterbox letterbox)
    {
        DetectedObject[] objects = new DetectedObject[candidates.Length];
        int count = 0;
        foreach (ref readonly Candidate found in candidates)
        {
            OpenCvSharp.Rect2d box = letterbox.ToImage(found.Left, found.Top, found.Right, found.Bottom);
            if (box.Width > 0 && box.Height > 0)
                objects[count++] = new DetectedObject(box, found.ClassId, model.ClassNames[found.ClassId], found.Score);
        }
        return count == objects.Length ? objects : objects[..count];
    }

    private ModelFormatException WrongOutput(int rows, int columns) =>
        new(
            $"'{model.Path}' answered with [{rows}, {columns}] per image; expected "
            + $"{(model.Layout == OutputLayout.EndToEnd ? "[K, 6]" : $"[{BoxRows + model.ClassNames.Count}, N] for {model.ClassNames.Count} class names")}.");
}
