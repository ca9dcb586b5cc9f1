namespace DetectionSdk.Evaluation;

/// <summary>
/// What a detector does wrong, and what each kind of error costs, as TIDE (Bolya et al., ECCV 2020) defines it: AP50
/// with the errors of one kind mended, less AP50 as it is. Each kind is mended alone, so the losses do not add up.
/// Crowds, and detections in them, do not count. Immutable and thread-safe.
/// </summary>
public sealed class ErrorAnalysis
{
    private const double Background = 0.1;

    private readonly int _classes;
    private readonly List<Ranked> _ranked = [];
    private readonly List<DetectionError> _errors = [];
    private readonly int[] _objects;
    private readonly int[] _unfound;

    private ErrorAnalysis(int classes, IEnumerable<PictureFindings> images)
    {
        _classes = classes;
        _objects = new int[classes];
        _unfound = new int[classes];
        foreach (PictureFindings image in images) Add(image);
        AP50 = AveragePrecision(_ranked, _objects);
    }

    /// <summary>Average precision at IoU 0.5, mean over classes with objects or detections, in [0, 1].</summary>
    public double AP50 { get; }

    /// <summary>All errors, image by image; the surest detections of an image first, then what was missed.</summary>
    public IReadOnlyList<DetectionError> Errors => _errors;

    /// <summary>Number of objects that none found, those that a better place or class would find included.</summary>
    public int UnfoundObjects => _unfound.Sum();

    /// <summary>What all wrong detections cost: the gain in AP50 if each were less sure than every right one.</summary>
    public double FalsePositiveLoss => GainOf(
        [.. _ranked.Select(found => found with { Score = found.IsRight ? 1 : 0 })], _objects);

    /// <summary>What all objects that were not found cost: the gain in AP50 if they were not there.</summary>
    public double FalseNegativeLoss => GainOf(_ranked, [.. _objects.Zip(_unfound, (all, missed) => all - missed)]);

    /// <summary>Analyses detections; the more of them, unsure ones included, the truer the losses.</summary>
    /// <exception cref="ArgumentException">A detection names an image or class that is not there.</exception>
    public static ErrorAnalysis Run(AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        _ = new BoxesByClass(groundTruth, detections); // refuses what does not belong together
        return new ErrorAnalysis(groundTruth.ClassNames.Count, PictureFindings.Of(groundTruth, detections));
    }

    /// <summary>The gain in AP50, in [0, 1], if the errors of one kind were mended.</summary>
    public double LossOf(ErrorKind kind)
    {
        int[] objects = [.. _objects];
        foreach (DetectionError error in _errors)
            if (error.Kind == kind && kind == ErrorKind.Missed) objects[error.Annotation!.ClassId]--;
        return GainOf(
            [.. _ranked.Select(found => found.Kind == kind ? found.Mended : found).OfType<Ranked>()], objects);
    }

    /// <summary>Number of errors of a kind.</summary>
    public int CountOf(ErrorKind kind) => _errors.Count(error => error.Kind == kind);

    private void Add(PictureFindings image)
    {
        HashSet<int> claimed = [];
        for (int d = 0; d < image.Detections.Count; d++)
        {
            if (image.IsIgnored[d]) continue;
            ScoredBox found = image.Detections[d];
            if (image.IsRight(d))
            {
                _ranked.Add(new Ranked(found.ClassId, found.Score, true, null, null));
                continue;
            }

            (ErrorKind kind, int item) = Judge(image, d);
            bool claims = kind is ErrorKind.Localization or ErrorKind.Classification
                && !image.IsFound(item)
                && claimed.Add(item); // the surest claim counts
            Ranked? mended = claims
                ? new Ranked(image.Objects[item].ClassId, found.Score, true, null, null)
                : null;
            _ranked.Add(new Ranked(found.ClassId, found.Score, false, kind, mended));
            _errors.Add(new DetectionError(kind, image.ImageIndex, found, item < 0 ? null : image.Objects[item]));
        }

        for (int g = 0; g < image.Objects.Count; g++) AddObject(image, g, claimed.Contains(g));
    }

    private void AddObject(PictureFindings image, int index, bool isClaimed)
    {
        Annotation item = image.Objects[index];
        _objects[item.ClassId]++;
        if (image.IsFound(index)) return;
        _unfound[item.ClassId]++;
        if (!isClaimed) _errors.Add(new DetectionError(ErrorKind.Missed, image.ImageIndex, null, item));
    }

    /// <summary>The first kind that holds for a wrong detection, and the object that it belongs to, if any.</summary>
    private static (ErrorKind Kind, int Object) Judge(PictureFindings image, int detection)
    {
        (int own, double inClass) = image.Nearest(detection, g => image.IsOfClass(detection, g));
        if (inClass is >= Background and <= PictureFindings.Found) return (ErrorKind.Localization, own);
        (int other, double inOther) = image.Nearest(detection, g => !image.IsOfClass(detection, g));
        if (inOther >= PictureFindings.Found) return (ErrorKind.Classification, other);
        if (inClass >= PictureFindings.Found) return (ErrorKind.Duplicate, own);
        return Math.Max(inClass, inOther) <= Background ? (ErrorKind.Background, -1) : (ErrorKind.Both, -1);
    }

    private double GainOf(IReadOnlyList<Ranked> ranked, int[] objects) =>
        Math.Max(0, AveragePrecision(ranked, objects) - AP50);

    private double AveragePrecision(IReadOnlyList<Ranked> ranked, int[] objects)
    {
        ILookup<int, Ranked> byClass = ranked.ToLookup(found => found.ClassId);
        double[] classes =
        [
            .. Enumerable.Range(0, _classes)
                .Where(id => objects[id] > 0 || byClass[id].Any())
                .Select(id => RankedPrecision.Average(
                    byClass[id].Select(found => (found.Score, found.IsRight)), objects[id])),
        ];
        return classes.Length == 0 ? 0 : classes.Average();
    }

    /// <summary>A detection in the ranking of its class; if it is wrong, why, and what it is when mended.</summary>
    private sealed record Ranked(int ClassId, double Score, bool IsRight, ErrorKind? Kind, Ranked? Mended);
}
