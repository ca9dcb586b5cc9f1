using OpenCvSharp;

namespace DetectionSdk.Soak;

/// <summary>Pictures drawn by code.</summary>
internal static class Scenery
{
    private static readonly Scalar[] Colors = [new(40, 40, 220), new(210, 60, 50), new(60, 200, 70), new(30, 200, 220)];

    /// <summary>Bright boxes and discs on grey; the same seed gives the same picture.</summary>
    public static Mat Draw(Size size, long seed)
    {
        RandomSource random = new(seed);
        Mat picture = new(size, MatType.CV_8UC3, Scalar.All(60 + random.NextIndex(80)));
        for (int figure = 0; figure < 5; figure++)
        {
            Point center = new(random.NextIndex(size.Width), random.NextIndex(size.Height));
            int radius = 4 + random.NextIndex(Math.Min(size.Width, size.Height) / 4);
            Scalar color = Colors[random.NextIndex(Colors.Length)];
            if (random.NextIndex(2) == 0) picture.Circle(center, radius, color, thickness: -1);
            else picture.Rectangle(new Rect(center.X - radius, center.Y - radius, 2 * radius, radius), color, -1);
        }
        return picture;
    }

    /// <summary>A clip of as many frames of a moving scene.</summary>
    public static void WriteClip(string path, int frames)
    {
        Size size = new(160, 120);
        using VideoWriter writer = new(path, FourCC.MJPG, 10, size);
        for (int index = 0; index < frames; index++)
        {
            using Mat frame = Draw(size, seed: 7);
            frame.Rectangle(new Rect(4 * index, 30, 30, 40), Scalar.All(240), thickness: -1);
            writer.Write(frame);
        }
    }
}
