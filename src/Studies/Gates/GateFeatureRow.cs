namespace DetectionSdk.Studies;

/// <summary>What one number of a picture tells a gate.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Pays">
/// <see cref="RankAuc"/> of pictures on which the front-end finds more against those on which it finds less.
/// </param>
/// <param name="Degraded"><see cref="RankAuc"/> of degraded pictures against the same pictures as they were.</param>
public sealed record GateFeatureRow(string Feature, BootstrapEstimate Pays, BootstrapEstimate Degraded);
