namespace DetectionSdk.Examples.CameraFleet.Watching;

/// <summary>What a camera is doing.</summary>
/// <param name="Camera">Its name.</param>
/// <param name="Silo">Name of the silo that watches it; null where none does.</param>
/// <param name="Frame">Frames that are done, and whose events are noted.</param>
/// <param name="Events">Events since this silo watches it.</param>
/// <param name="Error">Why it is not watched at the moment; null where it is.</param>
[GenerateSerializer]
public sealed record CameraState(
    [property: Id(0)] string Camera,
    [property: Id(1)] string? Silo,
    [property: Id(2)] long Frame,
    [property: Id(3)] long Events,
    [property: Id(4)] string? Error);
