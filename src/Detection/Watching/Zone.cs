using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// A part of the picture whose objects are counted. An object is where it stands: at the middle of the lower edge of
/// its box. One that leaves has gone out by more than a tenth of its height, so that boxes which tremble count once.
/// </summary>
/// <param name="Name">Names it in events; no two places of a camera are called the same.</param>
/// <param name="Corners">At least three, in pixels of the picture.</param>
public sealed record Zone(string Name, IReadOnlyList<Point2d> Corners)
{
    /// <summary>
    /// An object that stays this long raises an alarm, once per stay; zero for every one that enters. At least zero;
    /// default null: no alarm.
    /// </summary>
    public TimeSpan? AlarmAfter { get; init; }
}
