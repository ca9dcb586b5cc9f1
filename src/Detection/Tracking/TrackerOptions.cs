namespace DetectionSdk.Tracking;

/// <summary>
/// Thresholds of an <see cref="ObjectTracker"/>; the defaults are those of ByteTrack. The detector must return the low
/// scores too: load it with a <see cref="DetectorOptions.Confidence"/> of <see cref="LowScore"/>. Immutable.
/// </summary>
public sealed record TrackerOptions
{
    /// <summary>
    /// Detections from this score on are associated first, and with lost objects too. In [LowScore, 1], default 0.5.
    /// </summary>
    public float HighScore { get; init; } = 0.5f;

    /// <summary>
    /// Detections from this score on can still continue an object that nothing better matched. In [0, 1], default 0.1.
    /// </summary>
    public float LowScore { get; init; } = 0.1f;

    /// <summary>
    /// An unmatched detection from this score on begins a new object. In [HighScore, 1], default 0.6.
    /// </summary>
    public float NewObjectScore { get; init; } = 0.6f;

    /// <summary>
    /// Least intersection over union, times the score, of a high-scored detection with the predicted box. In [0, 1],
    /// default 0.2.
    /// </summary>
    public double MinimumIou { get; init; } = 0.2;

    /// <summary>
    /// Least intersection over union of a low-scored detection with the predicted box. In [0, 1], default 0.5.
    /// </summary>
    public double LowScoreMinimumIou { get; init; } = 0.5;

    /// <summary>
    /// Captured frames, dropped ones included, that a lost object is remembered. At least 0, default 30.
    /// </summary>
    public int MemoryFrames { get; init; } = 30;

    /// <summary>
    /// Whether an object goes on with detections of its own class alone. Default false: detectors take a van for a car
    /// in one frame and for a truck in the next.
    /// </summary>
    public bool MatchClasses { get; init; }

    /// <summary>
    /// Thresholds for detectors with other scores than ByteTrack's: objects begin from a score on, and go on from
    /// <see cref="LowScore"/> on, two fifths of it.
    /// </summary>
    /// <param name="score">In [0, 1].</param>
    public static TrackerOptions From(float score) =>
        new() { LowScore = 0.4f * score, HighScore = score, NewObjectScore = score };

    internal void Validate()
    {
        Require(LowScore is >= 0 and <= 1, nameof(LowScore), LowScore, "in [0, 1]");
        Require(HighScore >= LowScore && HighScore <= 1, nameof(HighScore), HighScore, "in [LowScore, 1]");
        Require(
            NewObjectScore >= HighScore && NewObjectScore <= 1, nameof(NewObjectScore), NewObjectScore,
            "in [HighScore, 1]");
        Require(MinimumIou is >= 0 and <= 1, nameof(MinimumIou), MinimumIou, "in [0, 1]");
        Require(LowScoreMinimumIou is >= 0 and <= 1, nameof(LowScoreMinimumIou), LowScoreMinimumIou, "in [0, 1]");
        Require(MemoryFrames >= 0, nameof(MemoryFrames), MemoryFrames, "at least 0");
    }

    private static void Require(bool holds, string name, object value, string expected)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, value, $"TrackerOptions.{name} must be {expected}.");
    }
}
