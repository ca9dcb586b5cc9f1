namespace DetectionSdk.Studies;

/// <summary>A point of a correlation.</summary>
/// <param name="Group">What is resampled as one: the image, or the arm.</param>
/// <param name="Copy">Draw of the degradation.</param>
/// <param name="Psnr">In decibels.</param>
/// <param name="Ssim">Structural similarity.</param>
/// <param name="AP">IoU .50:.95.</param>
/// <param name="AP50">IoU .50.</param>
internal sealed record CorrelationPoint(string Group, string Copy, double Psnr, double Ssim, double AP, double AP50)
{
    /// <summary>The whole of an evaluation; null where no image of it could be compared.</summary>
    public static CorrelationPoint? OfWhole(StudyScore score) =>
        score.FrontEnd is { Psnr: { } psnr, Ssim: { } ssim } && double.IsFinite(psnr) && double.IsFinite(ssim)
            ? new(score.Arm, score.Copy, psnr, ssim, score.Coco.AP, score.Coco.AP50)
            : null;

    /// <summary>The images of an evaluation that have objects and could be compared.</summary>
    public static IEnumerable<CorrelationPoint> OfImages(StudyScore score) =>
        from image in score.Images
        where image is { AP: >= 0, Psnr: { } psnr, Ssim: { } ssim } && double.IsFinite(psnr) && double.IsFinite(ssim)
        select new CorrelationPoint(
            image.Name, score.Copy, image.Psnr!.Value, image.Ssim!.Value, image.AP, image.AP50);

    /// <summary>The mean of points.</summary>
    public static CorrelationPoint Mean(string group, IReadOnlyCollection<CorrelationPoint> points) =>
        new(
            group, "", points.Average(point => point.Psnr), points.Average(point => point.Ssim),
            points.Average(point => point.AP), points.Average(point => point.AP50));

    /// <summary>The difference to another point.</summary>
    public CorrelationPoint Less(CorrelationPoint other) =>
        this with
        {
            Psnr = Psnr - other.Psnr, Ssim = Ssim - other.Ssim, AP = AP - other.AP, AP50 = AP50 - other.AP50,
        };
}
