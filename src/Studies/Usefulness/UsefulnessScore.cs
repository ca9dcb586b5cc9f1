namespace DetectionSdk.Studies;

/// <summary>What one method made of one picture, and what a task made of that.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Picture">Index of the picture.</param>
/// <param name="Psnr">Of the luma, in decibels; NaN for the picture in full.</param>
/// <param name="Ssim">Of the luma; NaN for the picture in full, or one that is too small.</param>
/// <param name="Ifc"><see cref="InformationFidelity"/>; NaN likewise.</param>
/// <param name="Nqm"><see cref="NoiseQuality"/>, in decibels; NaN for the picture in full.</param>
/// <param name="Score">How well the task was done, in [0, 1].</param>
public sealed record UsefulnessScore(
    string Method, int Picture, double Psnr, double Ssim, double Ifc, double Nqm, double Score);
