using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Rounds to 8 bit, then writes and reads the image with OpenCV's WebP codec (VP8, 4:2:0).</summary>
/// <param name="Quality">1 .. 100.</param>
public sealed record WebPStep([property: ParameterRange(1, 100)] int Quality) : DegradationStep
{
    private const int LargestSide = 16383;

    /// <inheritdoc/>
    protected override FormattableString Label => $"WebP {Quality}";

    /// <inheritdoc/>
    public override void Validate(Size inputSize)
    {
        if (Math.Max(inputSize.Width, inputSize.Height) > LargestSide)
            throw new DegradationException(
                $"An image of {inputSize.Width} x {inputSize.Height} px is too large for WebP; expected sides of at "
                + $"most {LargestSide} px.");
    }

    internal override void Apply(Workspace work)
    {
        using Mat pixels = PixelFormat.ToBytes(work.Image);
        Cv2.ImEncode(".webp", pixels, out byte[] file, [(int)ImwriteFlags.WebPQuality, Quality]);
#pragma warning disable RS0030 // what was encoded a line above, no file of a user
        using Mat decoded = Cv2.ImDecode(file, ImreadModes.Color);
#pragma warning restore RS0030
        PixelFormat.ToFloat(decoded, work.Image);
    }
}
