namespace DetectionSdk.Studies;

/// <summary>Pictures of one camera, or photographs that went through one degradation.</summary>
/// <param name="Name">The clip, or what was done to the photographs.</param>
/// <param name="Pictures">What was measured.</param>
public sealed record CameraGroup(string Name, IReadOnlyList<PictureStatistics> Pictures)
{
    /// <summary>
    /// The 10 %, 50 % and 90 % quantiles of one measure over the pictures that have it; null where none has.
    /// </summary>
    public (double Low, double Median, double High)? Range(Func<PictureStatistics, double> measure)
    {
        double[] values = [.. Pictures.Select(measure).Where(double.IsFinite)];
        return values.Length == 0
            ? null
            : (Quantiles.Of(values, 0.1), Quantiles.Of(values, 0.5), Quantiles.Of(values, 0.9));
    }
}
