namespace DetectionSdk.Onnx;

/// <summary>
/// Bicubic enlargement by a whole number as a convolution: one kernel for each of the output pixels that an input pixel
/// becomes. The cubic is that of Keys (1981) with a = -0.75, as libtorch, OpenCV and the exported models have it.
/// </summary>
internal static class CubicKernels
{
    /// <summary>How far a kernel looks, in input pixels.</summary>
    public const int Radius = 2;

    /// <summary>Side of a kernel.</summary>
    public const int Side = 2 * Radius + 1;

    private const double A = -0.75;

    /// <summary>The kernels of one channel, (factor x factor, Side, Side): output pixels in rows.</summary>
    public static float[] Of(int factor)
    {
        double[][] phases = [.. Enumerable.Range(0, factor).Select(phase => Phase(phase, factor))];
        return
        [
            .. from row in phases
               from column in phases
               from vertical in row
               from horizontal in column
               select (float)(vertical * horizontal)
        ];
    }

    /// <summary>Weights of the input pixels around the one that an output pixel lies in.</summary>
    private static double[] Phase(int phase, int factor)
    {
        double centre = (phase + 0.5) / factor - 0.5;
        return [.. Enumerable.Range(-Radius, Side).Select(pixel => Cubic(Math.Abs(pixel - centre)))];
    }

    private static double Cubic(double distance) => distance switch
    {
        <= 1 => ((A + 2) * distance - (A + 3)) * distance * distance + 1,
        < 2 => A * (((distance - 5) * distance + 8) * distance - 4),
        _ => 0,
    };
}
