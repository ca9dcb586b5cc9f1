using OpenCvSharp;

namespace DetectionSdk;

/// <summary>The colour that stands for a class in drawn pictures.</summary>
internal static class ClassColour
{
    /// <summary>
    /// The colour of a class, BGR. Hues a golden angle apart stay distinct for any number of classes; dark enough for
    /// white text.
    /// </summary>
    public static Scalar Of(int classId)
    {
        double hue = classId * 137.508 % 360 / 60;
        double rise = 1 - Math.Abs(hue % 2 - 1);
        (double red, double green, double blue) = (int)hue switch
        {
            0 => (1d, rise, 0d),
            1 => (rise, 1d, 0d),
            2 => (0d, 1d, rise),
            3 => (0d, rise, 1d),
            4 => (rise, 0d, 1d),
            _ => (1d, 0d, rise),
        };
        return new Scalar(190 * blue, 150 * green, 200 * red);
    }
}
