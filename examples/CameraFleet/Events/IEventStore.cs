using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.Examples.CameraFleet.Events;

/// <summary>
/// What the fleet must not forget: its cameras, how far each is watched, and what appeared. Thread-safe.
/// </summary>
internal interface IEventStore
{
    /// <summary>Makes the tables, or checks that they are those of this program.</summary>
    /// <exception cref="InvalidOperationException">They are of another version.</exception>
    Task PrepareAsync(CancellationToken token);

    /// <summary>Remembers a camera; null forgets how to reach it, not what was seen.</summary>
    Task SetAsync(string camera, CameraSettings? settings, CancellationToken token);

    /// <summary>How to reach a camera; null for one that is not watched.</summary>
    Task<CameraSettings?> FindAsync(string camera, CancellationToken token);

    /// <summary>Takes the camera over.</summary>
    Task<Watch> BeginAsync(string camera, string silo, CancellationToken token);

    /// <summary>
    /// Notes events and that all frames before this one are done, both or neither. What is noted already is not noted
    /// again.
    /// </summary>
    /// <exception cref="SupersededException">Another silo has taken the camera over.</exception>
    Task CommitAsync(Watch watch, long frame, IReadOnlyList<FleetEvent> events, CancellationToken token);
}
