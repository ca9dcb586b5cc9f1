namespace DetectionSdk.Studies;

/// <summary>How one measure of quality goes with one of detection.</summary>
/// <param name="Scope">What a point is.</param>
/// <param name="Points">Number of points.</param>
/// <param name="Quality">PSNR or SSIM.</param>
/// <param name="Task">AP or AP50.</param>
/// <param name="Pearson">Correlation of the values; NaN where one of them does not vary.</param>
/// <param name="Spearman">Correlation of their ranks; ties share the mean rank.</param>
public sealed record CorrelationRow(
    CorrelationScope Scope, int Points, string Quality, string Task, BootstrapEstimate Pearson,
    BootstrapEstimate Spearman);
