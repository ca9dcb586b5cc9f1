using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>One drawn change of an image's colours, as another camera or another light would make it.</summary>
/// <param name="Contrast">Factor around mid-grey.</param>
/// <param name="Gains">Factor per channel, BGR, brightness included.</param>
internal sealed record ColourVariation(double Contrast, Scalar Gains)
{
    /// <summary>Colours left alone.</summary>
    public static readonly ColourVariation None = new(1, Scalar.All(1));

    /// <param name="next">Draws from [0, 1).</param>
    /// <param name="amount">
    /// Largest relative change of contrast and of brightness; each channel changes by a third of it more.
    /// </param>
    public static ColourVariation Draw(Func<double> next, double amount)
    {
        double contrast = Jitter(amount), brightness = Jitter(amount);
        return new ColourVariation(
            contrast,
            new Scalar(
                brightness * Jitter(amount / 3), brightness * Jitter(amount / 3), brightness * Jitter(amount / 3)));

        double Jitter(double most) => 1 + most * (2 * next() - 1);
    }

    /// <summary>Makes each value v of an 8-bit BGR image gain * (contrast * (v - 128) + 128).</summary>
    /// <param name="image">The image.</param>
    /// <param name="result">Receives the change; may be the image.</param>
    public void Apply(Mat image, Mat result)
    {
        using Mat scaled = new();
        image.ConvertTo(scaled, MatType.CV_8UC3, Contrast, 128 * (1 - Contrast));
        Cv2.Multiply(scaled, Gains, result);
    }
}
