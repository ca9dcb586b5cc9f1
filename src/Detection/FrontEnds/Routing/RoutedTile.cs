using OpenCvSharp;

namespace DetectionSdk;

/// <summary>A tile of an image, and the part of a bundle that enlarges it.</summary>
/// <param name="Place">Where it lies in the image, in input pixels.</param>
/// <param name="Part">The part.</param>
public sealed record RoutedTile(Rect Place, BundlePart Part)
{
    /// <summary>Its input pixels.</summary>
    internal long Area => (long)Place.Width * Place.Height;
}
