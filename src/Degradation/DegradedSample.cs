using System.Runtime.InteropServices;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>One degraded training sample. Owns its image.</summary>
public sealed class DegradedSample : IDisposable
{
    internal DegradedSample(DegradationPlan plan, Mat image, IReadOnlyList<Rect2d> boxes)
    {
        Plan = plan;
        Image = image;
        Boxes = boxes;
    }

    /// <summary>What was done, to be logged or replayed.</summary>
    public DegradationPlan Plan { get; }

    /// <summary>
    /// CV_32FC3 BGR, nominally in [0, 1], neither clipped nor rounded. Valid until this sample is disposed.
    /// </summary>
    public Mat Image { get; }

    /// <summary>The boxes in pixels of <see cref="Image"/>, as many and in the same order as went in.</summary>
    public IReadOnlyList<Rect2d> Boxes { get; }

    /// <summary>The image as networks take it: (3, height, width), RGB, nominally in [0, 1].</summary>
    public float[] ToChannelsFirst()
    {
        int pixels = Image.Width * Image.Height;
        float[] tensor = new float[3 * pixels];
        ReadOnlySpan<float> source = MemoryMarshal.Cast<Vec3f, float>(Image.AsSpan<Vec3f>());
        for (int channel = 0; channel < 3; channel++)
            for (int i = 0; i < pixels; i++)
                tensor[channel * pixels + i] = source[3 * i + 2 - channel];
        return tensor;
    }

    /// <summary>Releases the image.</summary>
    public void Dispose() => Image.Dispose();
}
