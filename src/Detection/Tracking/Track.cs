using OpenCvSharp;

namespace DetectionSdk.Tracking;

/// <summary>One object that a tracker follows: motion of its centre and its sides, last detection, life.</summary>
internal sealed class Track(DetectedObject first, long frame)
{
    // Standard deviations of the place that a longer time between two frames adds.
    private const double Gate = 3;

    private ConstantVelocity _x = new(first.Box.X + first.Box.Width / 2, first.Box.Height);
    private ConstantVelocity _y = new(first.Box.Y + first.Box.Height / 2, first.Box.Height);
    private ConstantVelocity _width = new(first.Box.Width, first.Box.Height);
    private ConstantVelocity _height = new(first.Box.Height, first.Box.Height);
    private readonly List<(int ClassId, string Label, float Score)> _votes =
        [(first.ClassId, first.Label, first.Score)];

    /// <summary>0 until the object is confirmed by a second detection.</summary>
    public int Id { get; private set; }

    public DetectedObject Last { get; private set; } = first;

    /// <summary>The last detection, with the class that the scores of all detections so far vote for.</summary>
    public DetectedObject Voted
    {
        get
        {
            (int classId, string label, _) = _votes.MaxBy(vote => vote.Score);
            return Last with { ClassId = classId, Label = label };
        }
    }

    public long FirstFrame { get; } = frame;

    public long LastFrame { get; private set; } = frame;

    public bool IsConfirmed => Id > 0;

    /// <summary>Where the object should be now.</summary>
    public Rect2d Predicted =>
        new(_x.Position - _width.Position / 2, _y.Position - _height.Position / 2, _width.Position, _height.Position);

    /// <summary>
    /// Pixels by which the object may be further from <see cref="Predicted"/> because more than one frame has passed: 0
    /// when every frame is seen.
    /// </summary>
    public double Reach { get; private set; }

    public void Confirm(int id) => Id = id;

    /// <param name="frames">Captured frames since the last prediction.</param>
    /// <param name="isLost">An object out of sight keeps its size: only its place is extrapolated.</param>
    public void Predict(double frames, bool isLost)
    {
        if (isLost)
        {
            _width.Stop();
            _height.Stop();
        }
        double size = Last.Box.Height;
        Reach += Gate * (_x.DeviationAfter(frames, size) - _x.DeviationAfter(1, size));
        _x.Predict(frames, size);
        _y.Predict(frames, size);
        _width.Predict(frames, size);
        _height.Predict(frames, size);
    }

    public void Correct(DetectedObject found, long frame)
    {
        double size = found.Box.Height;
        _x.Correct(found.Box.X + found.Box.Width / 2, size);
        _y.Correct(found.Box.Y + found.Box.Height / 2, size);
        _width.Correct(found.Box.Width, size);
        _height.Correct(found.Box.Height, size);
        Reach = 0;
        Vote(found);
        Last = found;
        LastFrame = frame;
    }

    private void Vote(DetectedObject found)
    {
        int known = _votes.FindIndex(vote => vote.ClassId == found.ClassId);
        if (known < 0) _votes.Add((found.ClassId, found.Label, found.Score));
        else _votes[known] = _votes[known] with { Score = _votes[known].Score + found.Score };
    }
}
