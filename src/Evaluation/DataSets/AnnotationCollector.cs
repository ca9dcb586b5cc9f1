using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Collects the boxes of one image while its file is read: applies the <see cref="BoxPolicy"/> and reports what it
/// drops, changes or doubts.
/// </summary>
/// <param name="file">The file that the boxes come from.</param>
/// <param name="imageSize">Size of the image in pixels; 0 where it is not known.</param>
/// <param name="classCount">Number of classes.</param>
/// <param name="policy">What to do with boxes that do not lie inside the image.</param>
/// <param name="problems">Takes the reports.</param>
internal sealed class AnnotationCollector(
    string file, Size imageSize, int classCount, BoxPolicy policy, ProblemLog problems)
{
    /// <summary>More boxes than this in one image are taken for a broken or hostile file.</summary>
    public const int MaximumBoxes = 100_000;

    private readonly List<Annotation> _annotations = [];
    private readonly Doubt _twice = new(), _strays = new(), _hopeless = new();
    private HashSet<(int, Rect2d, bool)>? _known;   // from the second box on
    private Annotation? _first;
    private int _seen;

    /// <summary>
    /// Whether boxes that nothing can find stay, as pycocotools has them: without area or of negative size, or with an
    /// area that no size range holds.
    /// </summary>
    public bool KeepsHopelessBoxes { get; init; }

    public static DataSetException TooMany(string file, int? line) =>
        new(file, line, $"more than {MaximumBoxes} boxes for one image, the limit.");

    /// <summary>Reports an entry that cannot be read as a box. It counts as one against the limit.</summary>
    public void Drop(int? line, string reason)
    {
        Count(line);
        problems.Add(file, line, $"{reason}; dropped.");
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
        Rect2d box = annotation.Box;
        if (_annotations.Count > 0 && !AddKnown(annotation))
            _twice.Add(line, $"{label} {Text(box)}");
        if (policy == BoxPolicy.AsWritten && IsStray(box)) _strays.Add(line, $"{label} {Text(box)}");
        if (box.Width <= 0 || box.Height <= 0) _hopeless.Add(line, $"{label} {Text(box)}");
        _annotations.Add(policy == BoxPolicy.Clip ? Clip(annotation, line, label) : annotation);
        _first ??= annotation;
    }

    /// <summary>The boxes, after the last was added.</summary>
    public IReadOnlyList<Annotation> Finish()
    {
        Report(_twice, "are there twice");
        Report(_strays, $"lie outside the {imageSize.Width}x{imageSize.Height} image");
        Report(_hopeless, "have no area and cannot be found");
        return _annotations.ToArray();
    }

    private bool AddKnown(Annotation annotation)
    {
        _known ??= [(_first!.ClassId, _first.Box, _first.Crowd)];
        return _known.Add((annotation.ClassId, annotation.Box, annotation.Crowd));
    }

    private void Report(Doubt doubt, string what)
    {
        if (doubt.Count > 0)
            problems.Add(file, doubt.Line,
                $"{doubt.Count} of {_annotations.Count} boxes of an image {what}, the first is {doubt.First}; kept.");
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
        if (KeepsHopelessBoxes) return null;
        if (box.Width < 0 || box.Height < 0)
            return $"{label} {Text(box)} has a negative size";
        if (!double.IsFinite(annotation.Area) || annotation.Area < 0)
            return $"{label} {Text(box)} has area {annotation.Area}, expected a number of at least 0";
        if (box.Width == 0 || box.Height == 0) return $"{label} {Text(box)} has no area";
        return policy == BoxPolicy.Clip && IsStray(box)
            ? $"{label} {Text(box)} lies outside the {imageSize.Width}x{imageSize.Height} image"
            : null;
    }

    private bool IsStray(Rect2d box) =>
        imageSize.Width > 0 && box is { Width: > 0, Height: > 0 }
        && ClipToImage(box) is not { Width: > 0, Height: > 0 };

    private Annotation Clip(Annotation annotation, int? line, string label)
    {
        Rect2d box = annotation.Box, inside = ClipToImage(box);
        if (inside == box) return annotation;

        double leftOrTop = Math.Max(inside.X - box.X, inside.Y - box.Y);
        double rightOrBottom = Math.Max(box.Right - inside.Right, box.Bottom - inside.Bottom);
        if (Math.Max(leftOrTop, rightOrBottom) >= 1)
        {
            string image = $"{imageSize.Width}x{imageSize.Height} image";
            problems.Add(file, line, $"{label} {Text(box)} overhangs the {image}; cut to {Text(inside)}.");
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

    /// <summary>Boxes of one image that are kept and said.</summary>
    private sealed class Doubt
    {
        public int Count { get; private set; }

        public int? Line { get; private set; }

        public string First { get; private set; } = "";

        public void Add(int? line, string box)
        {
            if (Count++ == 0) (Line, First) = (line, box);
        }
    }
}
