using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Multiplies red and blue, as von Kries's adaptation (1902) does, on display values: a factor on them is one on linear
/// light, too. The result is not clipped.
/// </summary>
/// <param name="Red">Factor on red.</param>
/// <param name="Blue">Factor on blue.</param>
public sealed record WhiteBalanceStep(
    [property: ParameterRange(0.1, 4)] double Red,
    [property: ParameterRange(0.1, 4)] double Blue) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"red {Red:0.00}, blue {Blue:0.00}";

    internal override void Apply(Workspace work)
    {
        using Mat factors = Mat.FromArray(new[,] { { (float)Blue, 0, 0 }, { 0, 1, 0 }, { 0, 0, (float)Red } });
        Cv2.Transform(work.Image, work.Image, factors);
    }
}
