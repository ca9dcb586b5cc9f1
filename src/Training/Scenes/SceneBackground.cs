using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// A textured background: value noise of four grain sizes around a base colour, and thin strokes that belong to no
/// class.
/// </summary>
internal static class SceneBackground
{
    private static readonly (int Cells, double Amplitude)[] Grains = [(3, 50), (10, 30), (40, 20), (160, 12)];

    public static Mat Draw(Size size, SubtractiveRandom random)
    {
        using Mat sum = new(
            size, MatType.CV_32FC3, new Scalar(random.Next(40, 216), random.Next(40, 216), random.Next(40, 216)));
        foreach ((int cells, double amplitude) in Grains)
        {
            using Mat grain = Noise(size, cells, random);
            Cv2.ScaleAdd(grain, amplitude * random.NextDouble(), sum, sum);
        }

        Mat image = new();
        sum.ConvertTo(image, MatType.CV_8UC3);
        int strokes = random.Next(2, 10);
        for (int i = 0; i < strokes; i++)
        {
            Scalar colour = new(random.Next(256), random.Next(256), random.Next(256));
            Cv2.Line(
                image, RandomPoint(size, random), RandomPoint(size, random), colour, random.Next(1, 4),
                LineTypes.AntiAlias);
        }

        return image;
    }

    // Three channels, each in [-1, 1].
    private static Mat Noise(Size size, int cells, SubtractiveRandom random)
    {
        byte[] values = new byte[cells * cells * 3];
        random.NextBytes(values);
        using Mat coarse = Mat.FromPixelData(cells, cells, MatType.CV_8UC3, values);
        using Mat unit = new();
        coarse.ConvertTo(unit, MatType.CV_32FC3, 2.0 / 255, -1);
        Mat noise = new();
        Cv2.Resize(unit, noise, size, 0, 0, InterpolationFlags.Linear);
        return noise;
    }

    private static Point RandomPoint(Size size, SubtractiveRandom random) =>
        new(random.Next(size.Width), random.Next(size.Height));
}
