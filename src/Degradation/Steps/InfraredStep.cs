using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Mixes the channels to grey, lights it with a lamp at the camera, in linear light (power 2.2), and clips: gain *
/// exp(-falloff r^2), where r is 0 in the middle and 1 in the corners.
/// </summary>
/// <param name="Red">Share of red; the three are divided by their sum.</param>
/// <param name="Green">Share of green.</param>
/// <param name="Blue">Share of blue.</param>
/// <param name="Gain">Light in the middle, in linear light.</param>
/// <param name="Falloff">Logarithm of the middle's light over that of the corners. 0 lights evenly.</param>
public sealed record InfraredStep(
    [property: ParameterRange(0.01, 1)] double Red,
    [property: ParameterRange(0.01, 1)] double Green,
    [property: ParameterRange(0.01, 1)] double Blue,
    [property: ParameterRange(0.01, 16)] double Gain,
    [property: ParameterRange(0, 10)] double Falloff) : DegradationStep
{
    private const double Gamma = 2.2;

    /// <inheritdoc/>
    protected override FormattableString Label => $"infra-red {Gain:0.0}";

    internal override void Apply(Workspace work)
    {
        double gain = Math.Pow(Gain, 1 / Gamma) / (Red + Green + Blue);
        float blue = (float)(Blue * gain), green = (float)(Green * gain), red = (float)(Red * gain);
        using Mat mix = Mat.FromArray(new[,] { { blue, green, red }, { blue, green, red }, { blue, green, red } });
        Cv2.Transform(work.Image, work.Image, mix);

        Mat lamp = work.Scratch();
        FillLamp(lamp);
        Cv2.Multiply(work.Image, lamp, work.Image);
        PixelFormat.Clip(work.Image);
    }

    // A Gaussian lamp is a column times a row.
    private void FillLamp(Mat lamp)
    {
        double diagonal = (Math.Pow(lamp.Width, 2) + Math.Pow(lamp.Height, 2)) / 4;
        using Mat column = Mat.FromArray(Fade(lamp.Height, diagonal)), row = Mat.FromArray(Fade(lamp.Width, diagonal));
        using Mat nothing = new(), light = new();
        Cv2.Gemm(column, row, 1, nothing, 0, light, GemmFlags.B_T);
        Cv2.CvtColor(light, lamp, ColorConversionCodes.GRAY2BGR);
    }

    private float[] Fade(int length, double diagonal) =>
    [
        .. Enumerable.Range(0, length)
            .Select(i => (float)Math.Exp(-Falloff / Gamma * Math.Pow(i + 0.5 - length / 2.0, 2) / diagonal))
    ];
}
