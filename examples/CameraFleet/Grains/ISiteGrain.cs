using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.Examples.CameraFleet.Grains;

/// <summary>All cameras of one place. Its key is the name of the site.</summary>
public interface ISiteGrain : IGrainWithStringKey
{
    /// <summary>Watches these cameras, and no others any more.</summary>
    Task Watch(IReadOnlyList<CameraSettings> cameras);

    /// <summary>What the cameras are doing, by name.</summary>
    Task<IReadOnlyList<CameraState>> GetStates();
}
