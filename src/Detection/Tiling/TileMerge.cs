using OpenCvSharp;

namespace DetectionSdk.Tiling;

/// <summary>
/// Makes one list of what several looks at a picture found. Objects that are whole go first, the best before others,
/// and have the mean score of the tiles that see them whole; parts of objects are dropped inside of a whole one, and
/// joined with each other where they meet.
/// </summary>
/// <param name="grid">The tiles.</param>
/// <param name="options">Of the detector.</param>
internal sealed class TileMerge(TileGrid grid, DetectorOptions options)
{
    // Two whole boxes are one object from this intersection over union; a part belongs to what covers this share of it.
    private const double Same = 0.5, Covered = 0.5;

    // Parts that meet in an overlap belong together if they agree so far about the extent along the edge.
    private const double Agreeing = 0.6;

    private readonly List<TileFinding> _kept = [];
    private readonly List<Dictionary<int, float>> _scores = [];  // of each that is kept, by look
    private readonly List<int> _owners = [];                     // of the boxes in the index: a part that grew has more
    private readonly HashSet<int> _supported = [];               // whole ones that a tile saw a part of
    private readonly List<int> _near = [];
    private readonly BoxGrid _index = new();

    /// <summary>How many pairs of boxes were compared.</summary>
    public long Comparisons => _index.Comparisons;

    /// <summary>The objects, best score first.</summary>
    public IReadOnlyList<DetectedObject> Run(IEnumerable<TileFinding> findings)
    {
        foreach (TileFinding finding in findings.Where(IsNeeded)
            .OrderBy(finding => finding.IsCut).ThenByDescending(finding => finding.Object.Score)
            .ThenBy(finding => finding.Look).ThenBy(finding => finding.Object.Box.X))
            Add(finding);
        return
        [
            .. Enumerable.Range(0, _kept.Count).Select(number => _kept[number].Object with { Score = Score(number) })
                .Where(found => found.Score >= options.Confidence).OrderByDescending(found => found.Score)
                .Take(options.MaximumDetections)
        ];
    }

    // On the whole picture, small objects have lost their pixels: the tiles know better.
    private bool IsNeeded(TileFinding finding) =>
        finding.Look != TileFinding.WholePicture || grid.CountWhole(finding.Object.Box) == 0;

    private void Add(TileFinding finding)
    {
        _index.FindTouching(finding.Object.Box, _near);
        foreach (int near in _near)
        {
            int number = _owners[near];
            TileFinding kept = _kept[number];
            if (!IsSame(finding, kept)) continue;
            if (kept.IsCut) Grow(number, finding.Object.Box);
            else if (!finding.IsCut) _scores[number].TryAdd(finding.Look, finding.Object.Score);
            else _supported.Add(number);
            return;
        }
        _kept.Add(finding);
        _scores.Add(new Dictionary<int, float> { [finding.Look] = finding.Object.Score });
        Index(_kept.Count - 1);
    }

    private bool IsSame(in TileFinding one, in TileFinding kept)
    {
        bool isOtherClass = !options.ClassAgnostic && one.Object.ClassId != kept.Object.ClassId;
        if (one.Look == kept.Look || isOtherClass) return false;
        Rect2d box = one.Object.Box, other = kept.Object.Box;
        double shared = BoxGrid.Intersection(box, other), area = Area(box), otherArea = Area(other);
        if (!one.IsCut) return shared >= Same * (area + otherArea - shared);
        return shared >= Covered * (kept.IsCut ? Math.Min(area, otherArea) : area)
            || (kept.IsCut && shared > 0 && Meet(box, other));
    }

    // A tile that sees an object whole and does not find it may be just below the confidence, or far; so may every tile
    // that holds half of what the whole picture shows, where none sees a part of it.
    private float Score(int number)
    {
        Dictionary<int, float> scores = _scores[number];
        if (_kept[number].IsCut) return _kept[number].Object.Score;
        int looks = scores.ContainsKey(TileFinding.WholePicture)
            ? 1 + (_supported.Contains(number) ? 0 : grid.CountHolding(_kept[number].Object.Box, Covered))
            : Math.Max(scores.Count, grid.CountWhole(_kept[number].Object.Box));
        return (scores.Values.Sum() + (looks - scores.Count) * options.Confidence / 2) / looks;
    }

    private static bool Meet(Rect2d one, Rect2d other) =>
        Agreement(one.Left, one.Right, other.Left, other.Right) >= Agreeing
        || Agreement(one.Top, one.Bottom, other.Top, other.Bottom) >= Agreeing;

    private static double Agreement(double from, double to, double otherFrom, double otherTo) =>
        (Math.Min(to, otherTo) - Math.Max(from, otherFrom)) / (Math.Max(to, otherTo) - Math.Min(from, otherFrom));

    private void Grow(int number, Rect2d box)
    {
        TileFinding kept = _kept[number];
        _kept[number] = kept with { Object = kept.Object with { Box = kept.Object.Box | box } };
        Index(number);
    }

    private void Index(int number)
    {
        _owners.Add(number);
        _index.Add(_kept[number].Object.Box);
    }

    private static double Area(Rect2d box) => box.Width * box.Height;
}
