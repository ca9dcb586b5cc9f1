namespace DetectionSdk.Examples.CameraFleet.Events;

/// <summary>
/// One silo's turn at a camera. A later turn takes the camera away from an earlier one, whose writes are refused then:
/// a silo that is cut off and not dead cannot note anything twice.
/// </summary>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Turn">Number of the turn, from 1.</param>
/// <param name="Started">When the camera was first watched: frame 0.</param>
/// <param name="Frame">Frames that are done.</param>
internal sealed record Watch(string Camera, long Turn, DateTimeOffset Started, long Frame);
