namespace DetectionSdk.Training;

/// <summary>Loss terms, each already multiplied by its weight, so that they add up to <see cref="Total"/>.</summary>
/// <param name="Heatmap">Focal loss of the centre heat map.</param>
/// <param name="BoxSize">L1 of box width and height.</param>
/// <param name="CenterOffset">L1 of the centre's place in its cell.</param>
/// <param name="Restoration">L1 of the restored image; 0 without decoder and for a clean batch.</param>
/// <param name="GradientNorm">Length of the gradient before it is shortened.</param>
public sealed record TrainingLosses(double Heatmap, double BoxSize, double CenterOffset, double Restoration, double GradientNorm)
{
    /// <summary>What was minimised.</summary>
    public double Total => Heatmap + BoxSize + CenterOffset + Restoration;

    internal static TrainingLosses Of(AerisLossTerms terms, double gradientNorm) => new(
        terms.Heatmap.item<float>(), terms.BoxSize.item<float>(), terms.CenterOffset.item<float>(), terms.Restoration?.item<float>() ?? 0, gradientNorm);
}
