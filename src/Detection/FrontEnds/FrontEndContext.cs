using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// What a front-end may know beside the pixels. Everything may be absent: an image that is enlarged for its own sake
/// has no detector, a photograph no frame number. A front-end uses what it understands and ignores the rest.
/// </summary>
/// <param name="Target">
/// Size that the image is to get, in pixels. A front-end that can choose its size gives this one; one of a fixed scale
/// gives its own. Before <paramref name="DetectorInput"/> where both are there.
/// </param>
/// <param name="DetectorInput">Size that a detector fits the image into: <see cref="ModelInfo.InputSize"/>.</param>
/// <param name="Frame">Number of the frame in its clip or stream, from 0.</param>
/// <param name="Found">Objects that are known already, in pixels of the image.</param>
/// <param name="Budget">
/// What may be spent on the image: a share of what it costs to enlarge all of it by the costliest part of a bundle, in
/// (0, 1]. A <see cref="ScoringRouter"/> keeps to it.
/// </param>
/// <param name="LabelMap">
/// Class of every pixel of the enhanced image, CV_8UC1; a value that is no class of the model stands for none. Only
/// read; it must live as long as the call.
/// </param>
public sealed record FrontEndContext(
    Size? Target = null, Size? DetectorInput = null, long? Frame = null, IReadOnlyList<DetectedObject>? Found = null,
    double? Budget = null, Mat? LabelMap = null)
{
    /// <summary>Nothing is known but the pixels.</summary>
    public static FrontEndContext None { get; } = new();
}
