using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Shows over an image which tile was enlarged by which part of a bundle.</summary>
public static class RoutingMap
{
    private const double TintShare = 0.45;

    /// <summary>Tints every tile from blue, the cheapest part, to red, the costliest, over a grey image.</summary>
    /// <param name="image">The image that was routed, 8-bit BGR; only read.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="tiles">What <see cref="SuperResolver.Route"/> gave; where they overlap, the later shows.</param>
    /// <returns>A new 8-bit BGR Mat of the image's size, which the caller disposes.</returns>
    public static Mat Draw(Mat image, FrontEndBundle bundle, IReadOnlyList<RoutedTile> tiles)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(tiles);
        BundlePart[] byCost = [.. bundle.Parts.OrderBy(part => part.Cost)];
        using Mat grey = new(), ranks = new(image.Size(), MatType.CV_8UC1), tint = new();
        foreach (RoutedTile tile in tiles)
        {
            double rank = Array.IndexOf(byCost, tile.Part) / Math.Max(1.0, byCost.Length - 1);
            Cv2.Rectangle(ranks, tile.Place, Scalar.All(255 * rank), thickness: -1);
        }
        Cv2.ApplyColorMap(ranks, tint, ColormapTypes.Jet);
        Cv2.CvtColor(image, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.CvtColor(grey, grey, ColorConversionCodes.GRAY2BGR);
        Mat map = new();
        Cv2.AddWeighted(grey, 1 - TintShare, tint, TintShare, 0, map);
        return map;
    }
}
