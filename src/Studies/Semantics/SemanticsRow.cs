namespace DetectionSdk.Studies;

/// <summary>What the features of one source tell of how pictures are degraded, and of what they show.</summary>
/// <param name="Source">A layer, or the pixels themselves.</param>
/// <param name="Dimensions">Numbers per picture before the principal components.</param>
/// <param name="Separation">
/// <see cref="ClusterSeparation.CalinskiHarabasz"/> of the degradations, on the components.
/// </param>
/// <param name="DegradationLinear">
/// Share of samples whose degradation <see cref="Probe.Linear"/> tells, of pictures that it has not learned from.
/// </param>
/// <param name="DegradationNearest">The same of <see cref="Probe.Nearest"/>.</param>
/// <param name="ContentNearest">
/// Share of samples whose picture <see cref="Probe.Nearest"/> tells, of degradations that it has not learned from.
/// </param>
/// <param name="Components">The principal components of each sample.</param>
public sealed record SemanticsRow(
    string Source, int Dimensions, double Separation, double DegradationLinear, double DegradationNearest,
    double ContentNearest, IReadOnlyList<float[]> Components);
