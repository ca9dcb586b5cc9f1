using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>A trained network in a <see cref="RegionStudy"/>.</summary>
/// <param name="Name">Name of the arm; several seeds of one share it.</param>
/// <param name="FrontEnd">The network; not disposed.</param>
/// <param name="Tell">
/// What it is told of a picture: its index and the shrunk picture become a label map of the enlarged one, which the
/// study disposes. Null: nothing.
/// </param>
public sealed record RegionArm(string Name, FrontEnd FrontEnd, Func<int, Mat, Mat>? Tell);
