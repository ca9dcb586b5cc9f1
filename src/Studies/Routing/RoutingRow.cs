namespace DetectionSdk.Studies;

/// <summary>What one way to choose among the parts of a bundle gives over a set of photographs.</summary>
/// <param name="Router">How was chosen.</param>
/// <param name="Budget">The budget that was asked for; null: none.</param>
/// <param name="Psnr">Mean over the photographs, all channels, a border of the scale left out, in decibels.</param>
/// <param name="Cost">
/// Mean multiply-adds per pixel of the shrunk photographs: what tiles overlap and what choosing costs is in it.
/// </param>
/// <param name="Seconds">Time in all, on one thread.</param>
/// <param name="Shares">Share of the tiles that each part got; all 0 for a bundle of other parts.</param>
/// <param name="NoiseCorrelation">
/// Spearman correlation, over all tiles, of what a tile's part costs and of the noise it was given: what the same draw
/// adds to even grey, so that noise which black or white cut off counts, too.
/// Null where pictures are enlarged, or every tile has the same part.
/// </param>
public sealed record RoutingRow(
    string Router, double? Budget, double Psnr, double Cost, double Seconds, IReadOnlyList<double> Shares,
    double? NoiseCorrelation = null);
