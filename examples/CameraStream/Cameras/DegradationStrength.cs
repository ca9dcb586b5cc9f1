using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>
/// The slider: 0 leaves the picture as it is, 1 is a distant, noisy, heavily compressed camera. Thread-safe.
/// </summary>
internal sealed class DegradationStrength
{
    private double _value;

    /// <summary>In [0, 1].</summary>
    public double Value
    {
        get => Volatile.Read(ref _value);
        set =>
            Volatile.Write(
                ref _value,
                value is >= 0 and <= 1
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(value), value, "The degradation must be in [0, 1]."));
    }

    /// <summary>
    /// Blur up to a sigma of 1.5 px, then a scale down to a quarter, then noise up to 20 levels, then JPEG down to
    /// quality 30.
    /// </summary>
    public static DegradationPlan Plan(double strength, Size size)
    {
        double blur = 1.5 * strength, scale = 1 / (1 + 3 * strength);
        return new DegradationPlan(size,
        [
            new GaussianBlurStep(2 * (int)Math.Ceiling(3 * blur) + 1, blur, blur, 0),
            new ResizeStep(
                Math.Max(1, (int)(size.Width * scale)), Math.Max(1, (int)(size.Height * scale)), ResizeMethod.Area),
            new GaussianNoiseStep(20 * strength, NoiseColor.Color, Seed: 1),
            new JpegStep((int)(90 - 60 * strength)),
        ]);
    }
}
