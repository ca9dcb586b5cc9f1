namespace DetectionSdk.Studies;

/// <summary>What was found in one image, and how similar its enhanced form is to the original.</summary>
/// <param name="Name">Name of the image in its data set.</param>
/// <param name="AP">Average precision, IoU .50:.95; -1 where the image has no object.</param>
/// <param name="AP50">Average precision at IoU .50; -1 where the image has no object.</param>
/// <param name="Psnr">In decibels; infinite for equal images, null where sizes differ.</param>
/// <param name="Ssim">Null where sizes differ, NaN where the image is too small.</param>
public sealed record ImageScore(string Name, double AP, double AP50, double? Psnr = null, double? Ssim = null);
