using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>The noises of COCO-C; levels from 0.</summary>
internal static class NoiseCorruptions
{
    private static readonly double[] Deviation = [0.08, 0.12, 0.18, 0.26, 0.38];
    private static readonly double[] Photons = [60, 25, 12, 5, 3];
    private static readonly double[] Impulses = [0.03, 0.06, 0.09, 0.17, 0.27];

    public static Mat Gaussian(Mat image, int level, long seed) =>
        Apply(image, new GaussianNoiseStep(255 * Deviation[level], NoiseColor.Color, seed));

    public static Mat Shot(Mat image, int level, long seed) =>
        Apply(image, new PoissonNoiseStep(Photons[level], Scale: 1, NoiseColor.Color, seed));

    /// <summary>Half of the struck numbers become 0, half 255, each channel for itself.</summary>
    public static Mat Impulse(Mat image, int level, long seed)
    {
        using Mat dice = RandomField.Uniform(image.Size(), 3, seed);
        using Mat flat = dice.Reshape(1), pepper = new(), salt = new();
        Cv2.Compare(flat, Scalar.All(Impulses[level] / 2), pepper, CmpTypes.LT);
        Cv2.Compare(flat, Scalar.All(1 - Impulses[level] / 2), salt, CmpTypes.GT);
        Mat struck = image.Clone();
        using Mat numbers = struck.Reshape(1);
        numbers.SetTo(Scalar.All(0), pepper);
        numbers.SetTo(Scalar.All(255), salt);
        return struck;
    }

    private static Mat Apply(Mat image, DegradationStep step) => new DegradationPlan(image.Size(), [step]).Apply(image);
}
