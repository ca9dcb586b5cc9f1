using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>What one input shows before it is degraded: a photograph in its place, or a mosaic that fills it.</summary>
/// <param name="Image">The pixels of the place, 8-bit BGR, owned.</param>
/// <param name="Place">Where they lie on the input, in its pixels.</param>
/// <param name="Objects">Objects in pixels of the input, of no image of the batch yet.</param>
/// <param name="Name">Of which photographs it is.</param>
internal sealed record RobustPicture(Mat Image, Rect Place, IReadOnlyList<PlacedBox> Objects, string Name) : IDisposable
{
    public void Dispose() => Image.Dispose();
}
