using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// The size at which a detector should look at pictures like those of a data set: their own, and where they are large
/// only as large as their small objects need.
/// </summary>
internal static class InputFit
{
    private const int Usual = 640, Largest = 1280, Multiple = 32;
    private const double SmallShare = 0.1, SmallestSeen = 16;

    /// <summary>
    /// The median of the pictures' longer sides; above 640 as much less as leaves nine of ten objects 16 pixels or
    /// more, not below 640 and not above 1280. A multiple of 32.
    /// </summary>
    public static int SideFor(AnnotatedDataSet pictures)
    {
        double longer = Quantile(
            pictures.Images.Select(image => (double)Math.Max(image.Size.Width, image.Size.Height)), 0.5);
        if (longer <= Usual) return RoundUp(longer);
        double small = Quantile(
            pictures.Images.SelectMany(image => image.Annotations)
                .Where(annotation => !annotation.Crowd)
                .Select(annotation => Math.Sqrt(annotation.Box.Width * annotation.Box.Height)),
            SmallShare);
        return RoundUp(Math.Clamp(longer * SmallestSeen / small, Usual, Math.Min(longer, Largest)));
    }

    private static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.PositiveInfinity : sorted[(int)(share * (sorted.Length - 1))];
    }

    private static int RoundUp(double side) => (int)Math.Ceiling(Math.Max(side, 1) / Multiple) * Multiple;
}
