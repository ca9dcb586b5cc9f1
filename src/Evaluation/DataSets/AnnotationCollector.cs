using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Collects the boxes of one image while its file is read: applies the <see cref="BoxPolicy"/> and reports what it
/// drops or changes.
/// </summary>
internal sealed class AnnotationCollector(
    string file, Size imageSize, int classCount, BoxPolicy policy, List<DataSetProblem> problems)
{
    /// <summary>More boxes than this in one image are taken for a broken or hostile file.</summary>
    public const int MaximumBoxes = 100_000;

    private readonly List<Annotation> _annotations = [];
    private int _seen;

    /// <summary>Whether boxes without area stay, as objects that nothing can find.</summary>
    public bool KeepsEmptyBoxes { get; init; }

    public IReadOnlyList<Annotation> Annotations => _annotations;

    public static DataSetException TooMany(string file, int? line) =>
        new(file, line, $"more than {MaximumBoxes} boxes for one image, the limit.");

    /// <summary>Reports an entry that cannot be read as a box. It counts as one against the limit.</summary>
    public void Drop(int? line, string reason)
    {
        Count(line);
        problems.Add(new DataSetProblem(file, line, $"{reason}; dropped."));
    }

    /// <summary>Takes a box, if it is one.</summary>
    /// <param name="annotation">The box as the file states it.</param>
    /// <param name="line">Line of the file, where known.</param>
    /// <param name="label">How the file calls the entry, for messages.</param>
    public void Add(Annotation annotation, int? line, string label = "box")
    {
        if (FindFault(annotation, label) is { } fault)
        {
            Drop(line, fault);
            return;
        }
        Count(line);
        _annotations.Add(policy == BoxPolicy.Clip ? Clip(annotation, line, label) : annotation);
    }

    private void Count(int? line)
    {
        if (++_seen > MaximumBoxes) throw TooMany(file, line);
    }

    private string? FindFault(Annotation annotation, string label)
    {
        Rect2d box = annotation.Box;
        if (annotation.ClassId < 0 || annotation.ClassId >= classCount)
            return $"{label} has class {annotation.ClassId}, expected 0 to {classCount - 1}";
        if (!double.IsFinite(box.X)
            || !double.IsFinite(box.Y)
            || !double.IsFinite(box.Width)
            || !double.IsFinite(box.Height))
            return $"{label} {Text(box)} is not finite";
        if (box.Width < 0 || box.Height < 0)
            return $"{label} {Text(box)} has a negative size";
        if (!double.IsFinite(annotation.Area) || annotation.Area < 0)
            return $"{label} {Text(box)} has area {annotation.Area}, expected a number of at least 0";
        if (box.Width == 0 || box.Height == 0) return KeepsEmptyBoxes ? null : $"{label} {Text(box)} has no area";
        if (policy == BoxPolicy.AsWritten) return null;

        Rect2d inside = ClipToImage(box);
        return inside.Width > 0 && inside.Height > 0 ? null
            : $"{label} {Text(box)} lies outside the {imageSize.Width}x{imageSize.Height} image";
    }

    private Annotation Clip(Annotation annotation, int? line, string label)
    {
        Rect2d box = annotation.Box, inside = ClipToImage(box);
        if (inside == box) return annotation;

        double leftOrTop = Math.Max(inside.X - box.X, inside.Y - box.Y);
        double rightOrBottom = Math.Max(box.Right - inside.Right, box.Bottom - inside.Bottom);
        if (Math.Max(leftOrTop, rightOrBottom) >= 1)
        {
            string image = $"{imageSize.Width}x{imageSize.Height} image";
            problems.Add(
                new DataSetProblem(file, line, $"{label} {Text(box)} overhangs the {image}; cut to {Text(inside)}."));
        }
        return annotation with { Box = inside };
    }

    private Rect2d ClipToImage(Rect2d box)
    {
        if (box.X >= 0 && box.Y >= 0 && box.Right <= imageSize.Width && box.Bottom <= imageSize.Height) return box;
        double left = Math.Clamp(box.X, 0, imageSize.Width), right = Math.Clamp(box.Right, 0, imageSize.Width);
        double top = Math.Clamp(box.Y, 0, imageSize.Height), bottom = Math.Clamp(box.Bottom, 0, imageSize.Height);
        return new Rect2d(left, top, right - left, bottom - top);
    }

    private static string Text(Rect2d box) =>
        FormattableString.Invariant($"[{box.X:0.###}, {box.Y:0.###}, {box.Width:0.###}, {box.Height:0.###}]");
}
