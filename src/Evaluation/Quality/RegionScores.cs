namespace DetectionSdk.Evaluation;

/// <summary>What an enlarged picture gives back by region, measured by <see cref="RegionQuality"/>.</summary>
/// <param name="Psnr">Of the whole picture, RGB, in decibels.</param>
/// <param name="BandErrors">
/// By class, how far the energies of its bands are from the original's, as a share of those; null where the picture
/// shows too little of it.
/// </param>
/// <param name="EdgeError">
/// Mean distance of the finest coefficients where classes meet; luma 0 to 1; NaN where none do.
/// </param>
/// <param name="TextureError">
/// How far local energies are from the original's on the background, as a share; NaN without any.
/// </param>
/// <param name="ObjectPsnr">Of the pixels that are neither edges nor background, RGB; NaN without any.</param>
public sealed record RegionScores(
    double Psnr, IReadOnlyList<double?> BandErrors, double EdgeError, double TextureError, double ObjectPsnr)
{
    /// <summary>The mean of the classes that are shown.</summary>
    public double BandError => BandErrors.OfType<double>().DefaultIfEmpty(double.NaN).Average();
}
