using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Koschmieder's law (1924) on display values: I t + A (1 - t), with t = transmission ^ depth. The depth is that of
/// level ground seen through a pinhole: 1 at the horizon and above, falling to the near depth in the lowest row.
/// </summary>
/// <param name="Transmission">t at depth 1. 1 leaves the image as it is, 0 leaves the airlight alone.</param>
/// <param name="Airlight">A, a grey in [0, 1].</param>
/// <param name="Horizon">Height of the horizon, from 0 at the top to 1 at the bottom.</param>
/// <param name="NearDepth">Depth of the bottom edge.</param>
public sealed record FogStep(
    [property: ParameterRange(0, 1)] double Transmission,
    [property: ParameterRange(0, 1)] double Airlight,
    [property: ParameterRange(0, 1)] double Horizon,
    [property: ParameterRange(0.01, 1)] double NearDepth) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"fog {1 - Transmission:0.00}";

    internal override void Apply(Workspace work)
    {
        int height = work.Size.Height;
        float[] lost =
        [
            .. Enumerable.Range(0, height).Select(y => (float)(1 - Math.Pow(Transmission, Depth((y + 0.5) / height))))
        ];
        using Mat column = Mat.FromArray(lost), mask = new();
        Cv2.Repeat(column, 1, work.Size.Width, mask);
        Blending.TowardsGrey(work, Airlight, mask);
    }

    /// <summary>Depth at a height, from 0 at the top edge to 1 at the bottom edge.</summary>
    internal double Depth(double height)
    {
        if (height <= Horizon) return 1;
        double below = (height - Horizon) / (1 - Horizon);
        return NearDepth / (NearDepth + below * (1 - NearDepth));
    }
}
