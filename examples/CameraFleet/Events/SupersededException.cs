namespace DetectionSdk.Examples.CameraFleet.Events;

/// <summary>Another silo watches this camera now.</summary>
public sealed class SupersededException(string camera)
    : Exception($"Another silo has taken over camera '{camera}'.");
