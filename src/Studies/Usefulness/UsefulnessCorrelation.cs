namespace DetectionSdk.Studies;

/// <summary>How one measure of quality goes with the score of a task.</summary>
/// <param name="Measure">PSNR, SSIM, IFC or NQM.</param>
/// <param name="Methods">Spearman's correlation of the methods' means.</param>
/// <param name="P">Its exact two-sided p (<see cref="PermutationTest"/>).</param>
/// <param name="Centred">
/// Pearson's correlation over pictures and methods, less each picture's mean, resampled as whole pictures.
/// </param>
public sealed record UsefulnessCorrelation(string Measure, double Methods, double P, BootstrapEstimate Centred);
