using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Clips to [0, 255] without rounding.</summary>
public sealed record ClipStep : DegradationStep
{
    internal override Mat Apply(Mat image)
    {
        PixelFormat.Clip(image);
        return image;
    }
}
