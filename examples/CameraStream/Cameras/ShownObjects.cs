using DetectionSdk.Streaming;

namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>
/// What pictures show of a result: the objects that are followed, or the detections where nothing is.
/// </summary>
internal static class ShownObjects
{
    /// <returns>Objects with their identity; null where nothing is followed.</returns>
    public static IReadOnlyList<(int? Id, DetectedObject Object)> Of(FrameResult result) => result.IsTracked
        ? [.. result.Tracks.Select(t => ((int?)t.Id, t.Detection))]
        : [.. result.Detections.Objects.Select(d => ((int?)null, d))];

    /// <summary>The same for drawing: the identity becomes part of the label.</summary>
    public static DetectionResult Labelled(FrameResult result) =>
        new(
            result.Detections.ImageSize,
            [
                .. Of(result)
                    .Select(o => o.Id is { } id ? o.Object with { Label = $"{o.Object.Label} #{id}" } : o.Object)
            ]);
}
