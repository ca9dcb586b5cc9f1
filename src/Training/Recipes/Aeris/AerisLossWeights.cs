namespace DetectionSdk.Training;

/// <summary>Weights of the terms of <see cref="AerisLoss"/>. Defaults are those of CenterNet and AERIS.</summary>
public sealed record AerisLossWeights
{
    /// <summary>Weight of the centres' focal loss. Finite, at least 0; default 1.</summary>
    public double Heatmap { get; init; } = 1;

    /// <summary>Weight of the box sizes' L1 loss. Finite, at least 0; default 0.1.</summary>
    public double BoxSize { get; init; } = 0.1;

    /// <summary>Weight of the centre offsets' L1 loss. Finite, at least 0; default 1.</summary>
    public double CenterOffset { get; init; } = 1;

    /// <summary>Weight of the restored image's L1 loss. Finite, at least 0; default 0.4.</summary>
    public double Restoration { get; init; } = 0.4;

    /// <summary>
    /// Weight of the affinity of the features of <see cref="RestorationKind.Dual"/>. Finite, at least 0; default 1.
    /// </summary>
    public double Affinity { get; init; } = 1;

    internal void Validate()
    {
        Require(Affinity, nameof(Affinity));
        Require(Heatmap, nameof(Heatmap));
        Require(BoxSize, nameof(BoxSize));
        Require(CenterOffset, nameof(CenterOffset));
        Require(Restoration, nameof(Restoration));
    }

    private static void Require(double weight, string name)
    {
        if (!(weight >= 0 && double.IsFinite(weight)))
            throw new ArgumentOutOfRangeException(
                name, weight, $"AerisLossWeights.{name} must be finite and at least 0.");
    }
}
