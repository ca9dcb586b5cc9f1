namespace DetectionSdk.Examples.CameraFleet;

/// <summary>
/// How fast the fleet notices that a silo is gone: three probes a second apart, then within five seconds the reminders
/// of its cameras, on the silos that are left. So a camera is back some ten seconds after its silo was killed.
/// </summary>
internal static class FleetTimings
{
    public static readonly TimeSpan Reminder = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan StateTimeout = TimeSpan.FromSeconds(2);
    public const int MissedProbes = 3;
}
