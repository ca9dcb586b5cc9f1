using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Clips to [0, 255] and rounds to 8-bit levels, ties to even.</summary>
public sealed record QuantizeStep : DegradationStep
{
    internal override Mat Apply(Mat image)
    {
        using Mat pixels = PixelFormat.ToBytes(image);
        return PixelFormat.ToFloat(pixels);
    }
}
