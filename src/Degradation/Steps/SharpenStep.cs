using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Unsharp mask: adds the difference to a Gaussian-blurred copy where it exceeds a threshold; the mask of where is
/// blurred too, so that the change fades in. Clips to [0, 255].
/// </summary>
/// <param name="Amount">How much of the difference is added.</param>
/// <param name="KernelSize">Side of the Gaussian, pixels, odd; its sigma is 0.3 ((side - 1) / 2 - 1) + 0.8.</param>
/// <param name="Threshold">In 8-bit levels.</param>
public sealed record SharpenStep(
    [property: ParameterRange(0, 10)] double Amount,
    [property: ParameterRange(3, 127, Unit = "px", Odd = true)] int KernelSize,
    [property: ParameterRange(0, 255, Unit = "8-bit levels")] double Threshold) : DegradationStep
{
    /// <inheritdoc/>
    public override void Validate(Size inputSize) => BlurStep.RequireRoomFor(KernelSize, inputSize);

    /// <inheritdoc/>
    protected override FormattableString Label => $"sharpened {Amount:0.0}";

    internal override void Apply(Workspace work)
    {
        Mat image = work.Image;
        using Mat detail = new();
        Blur(image, detail);
        Cv2.Subtract(image, detail, detail);
        using Mat mask = SoftMask(detail);

        using Mat sharp = new();
        Cv2.ScaleAdd(detail, Amount, image, sharp);
        PixelFormat.Clip(sharp);

        Cv2.Subtract(sharp, image, sharp);
        Cv2.Multiply(sharp, mask, sharp);
        Cv2.Add(image, sharp, image);
    }

    private Mat SoftMask(Mat detail)
    {
        Mat mask = new();
        using Mat strength = new();
        Cv2.Absdiff(detail, Scalar.All(0), strength);
        Cv2.Threshold(strength, mask, Threshold / 255, 1, ThresholdTypes.Binary);
        Blur(mask, mask);
        return mask;
    }

    private void Blur(Mat image, Mat blurred) =>
        Cv2.GaussianBlur(image, blurred, new Size(KernelSize, KernelSize), 0, borderType: BorderTypes.Reflect101);
}
