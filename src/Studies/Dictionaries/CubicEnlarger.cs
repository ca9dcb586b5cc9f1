using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Enlarges by cubic convolution with a = -0.5, as papers on super-resolution mean by bicubic, and sharpens where asked
/// to: the methods that learn nothing.
/// </summary>
/// <param name="scale">Output pixels per input pixel.</param>
/// <param name="sharpening">
/// How much of the difference to a Gaussian of 9 pixels is added, up to 10. Default 0: nothing.
/// </param>
public sealed class CubicEnlarger(int scale, double sharpening = 0) : FrontEnd
{
    private const int Kernel = 9;

    /// <inheritdoc/>
    protected override Mat Process(Mat image, FrontEndContext context)
    {
        ArgumentNullException.ThrowIfNull(image);
        ResizeStep enlarge = new(image.Width * scale, image.Height * scale, ResizeMethod.AntialiasedBicubic);
        DegradationStep[] steps =
            sharpening == 0 ? [enlarge] : [enlarge, new SharpenStep(sharpening, Kernel, Threshold: 0)];
        return new DegradationPlan(image.Size(), steps).Apply(image);
    }
}
