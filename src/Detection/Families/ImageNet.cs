using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>Mean and deviation of ImageNet's colours, 8-bit RGB, as many networks want them.</summary>
internal static class ImageNet
{
    public static Scalar Mean { get; } = new(123.675, 116.28, 103.53);

    public static Scalar Deviation { get; } = new(58.395, 57.12, 57.375);
}
