namespace DetectionSdk.Studies;

/// <summary>What a front-end cost and gave, over the images of a data set.</summary>
/// <param name="Milliseconds">Median time of the front-end per image.</param>
/// <param name="DetectorMilliseconds">Median time of the detector per image.</param>
/// <param name="Psnr">Mean, in decibels; null where no image could be compared.</param>
/// <param name="Ssim">Mean; null where no image could be compared.</param>
public sealed record FrontEndScore(
    double Milliseconds, double DetectorMilliseconds, double? Psnr = null, double? Ssim = null);
