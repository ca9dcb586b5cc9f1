using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.Examples.CameraFleet.Grains;

/// <summary>One camera, which some silo of the fleet watches. Its key is the camera's name.</summary>
public interface ICameraGrain : IGrainWithStringKey
{
    /// <summary>Watches until <see cref="StopWatching"/>, on whatever silo; also after that silo is gone.</summary>
    Task Watch(CameraSettings settings);

    /// <summary>What it is doing.</summary>
    Task<CameraState> GetState();

    /// <summary>Watches no more. What was noted stays.</summary>
    Task StopWatching();
}
