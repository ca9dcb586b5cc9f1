using OpenCvSharp;

namespace DetectionSdk.Tracking;

/// <summary>
/// Gives detections an identity that lasts from frame to frame, following ByteTrack (Zhang et al., ECCV 2022): boxes
/// move at constant velocity; high-scored detections are assigned first, to visible and to lost objects; what is still
/// visible may go on with a low-scored detection, which a plain tracker would have thrown away; only high-scored
/// detections begin an object, and a second one confirms it. Its class is what the scores of all its detections vote
/// for. One instance per camera; one caller at a time.
/// </summary>
public sealed class ObjectTracker
{
    private const double UnconfirmedMinimumIou = 0.3;

    private readonly TrackerOptions _options;
    private List<Track> _tracks = [];
    private long _frame = -1;
    private int _lastId;
    private bool _isFirst = true;

    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ObjectTracker(TrackerOptions? options = null)
    {
        _options = options ?? new TrackerOptions();
        _options.Validate();
    }

    /// <summary>Follows the objects into the next frame.</summary>
    /// <param name="detections">The detections of the frame, in any order.</param>
    /// <param name="frames">
    /// Captured frames since the last call: 1, or more where frames were dropped. At least 1.
    /// </param>
    /// <returns>The objects that were seen in this frame, by identity.</returns>
    public IReadOnlyList<TrackedObject> Update(IReadOnlyList<DetectedObject> detections, long frames = 1)
    {
        ArgumentNullException.ThrowIfNull(detections);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        long previous = _frame;
        _frame += frames;
        foreach (Track track in _tracks) track.Predict(frames, isLost: track.LastFrame < previous);

        List<DetectedObject> high = [.. detections.Where(d => d.Score >= _options.HighScore)];
        List<DetectedObject> low =
        [
            .. detections.Where(d => d.Score >= _options.LowScore && d.Score < _options.HighScore)
        ];
        List<Track> known = [.. _tracks.Where(t => t.IsConfirmed)], fresh = [.. _tracks.Where(t => !t.IsConfirmed)];
        List<Track> visible =
        [
            .. Associate(known, high, Weighted, _options.MinimumIou).Where(t => t.LastFrame == previous)
        ];
        Associate(visible, low, Overlap, _options.LowScoreMinimumIou);
        Associate(fresh, high, Weighted, UnconfirmedMinimumIou);

        foreach (Track track in fresh.Where(t => t.LastFrame == _frame)) track.Confirm(++_lastId);
        _tracks = [.. _tracks.Where(IsAlive), .. high.Where(d => d.Score >= _options.NewObjectScore).Select(Begin)];
        _isFirst = false;
        return
        [
            .. _tracks.Where(t => t.IsConfirmed && t.LastFrame == _frame)
                .OrderBy(t => t.Id).Select(t => new TrackedObject(t.Id, t.Voted, _frame - t.FirstFrame))
        ];
    }

    // An object that was seen once only goes at once; so does noise.
    private bool IsAlive(Track track) =>
        track.LastFrame == _frame || (track.IsConfirmed && _frame - track.LastFrame <= _options.MemoryFrames);

    // In the first frame there is nothing to wait for.
    private Track Begin(DetectedObject found)
    {
        Track track = new(found, _frame);
        if (_isFirst) track.Confirm(++_lastId);
        return track;
    }

    /// <summary>
    /// Assigns detections to tracks; takes the assigned detections out of the list and returns the tracks without one.
    /// </summary>
    private List<Track> Associate(
        List<Track> tracks, List<DetectedObject> detections, Func<Track, DetectedObject, double> likeness,
        double minimum)
    {
        if (tracks.Count == 0 || detections.Count == 0) return tracks;
        BoxIndex index = new([.. detections.Select(d => d.Box)]);
        List<(int Row, int Column, double Cost)> pairs = [];
        for (int t = 0; t < tracks.Count; t++)
            foreach (int d in index.Touching(Widen(tracks[t].Predicted, 2 * tracks[t].Reach)))
                if (likeness(tracks[t], detections[d]) is var like && like >= minimum) pairs.Add((t, d, 1 - like));

        int[] assigned = SparseAssignment.Solve(tracks.Count, detections.Count, pairs);
        for (int t = 0; t < tracks.Count; t++)
            if (assigned[t] >= 0) tracks[t].Correct(detections[assigned[t]], _frame);
        HashSet<int> used = [.. assigned];
        List<DetectedObject> open = [.. detections.Where((_, d) => !used.Contains(d))];
        detections.Clear();
        detections.AddRange(open);
        return [.. tracks.Where((_, t) => assigned[t] < 0)];
    }

    private double Weighted(Track track, DetectedObject found) => Overlap(track, found) * found.Score;

    // Intersection over union; of widened boxes where frames were dropped (as the buffered IoU of Yang et al., WACV
    // 2023), so that boxes that do not touch any more are compared by their distance.
    private double Overlap(Track track, DetectedObject found)
    {
        if (_options.MatchClasses && track.Last.ClassId != found.ClassId) return 0;
        Rect2d a = Widen(track.Predicted, track.Reach), b = Widen(found.Box, track.Reach);
        double width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        double height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0) return 0;
        double intersection = width * height;
        return intersection / (a.Width * a.Height + b.Width * b.Height - intersection);
    }

    private static Rect2d Widen(Rect2d box, double reach) =>
        new(box.X - reach, box.Y - reach, box.Width + 2 * reach, box.Height + 2 * reach);
}
