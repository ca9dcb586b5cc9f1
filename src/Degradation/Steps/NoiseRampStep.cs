using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Noise that grows evenly from one side of the image to the other, as under uneven light.</summary>
/// <param name="From">Standard deviation where the ramp begins, in 8-bit levels.</param>
/// <param name="To">Standard deviation where it ends.</param>
/// <param name="Angle">
/// Direction of the ramp in radians: 0 from left to right, pi / 2 from top to bottom. It begins and ends at the corners
/// that lie farthest in it.
/// </param>
/// <param name="Color">How the channels' noise hangs together.</param>
/// <param name="Seed">Fixes the noise field to the bit.</param>
public sealed record NoiseRampStep(
    [property: ParameterRange(0, 255, Unit = "8-bit levels")] double From,
    [property: ParameterRange(0, 255, Unit = "8-bit levels")] double To,
    [property: ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")] double Angle,
    NoiseColor Color,
    long Seed) : VaryingNoiseStep(Color, Seed)
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"noise {From:0} to {To:0}";

    /// <inheritdoc/>
    public override Mat DeviationMap(Size size)
    {
        double across = Math.Cos(Angle), down = Math.Sin(Angle);
        double length = Math.Abs(across) * size.Width + Math.Abs(down) * size.Height;
        using Mat row = Mat.FromArray(Along(size.Width, across)).T(), column = Mat.FromArray(Along(size.Height, down));
        using Mat rows = new(), columns = new();
        Cv2.Repeat(row, size.Height, 1, rows);
        Cv2.Repeat(column, 1, size.Width, columns);
        Mat map = new();
        double slope = (To - From) / length;
        Cv2.AddWeighted(rows, slope, columns, slope, From, map);
        return map;
    }

    /// <summary>How far along the ramp the middle of each pixel of an axis lies, in pixels.</summary>
    private static float[] Along(int length, double share) =>
    [
        .. Enumerable.Range(0, length).Select(i => (float)(share * (i + 0.5) + Math.Max(0, -share * length)))
    ];
}
