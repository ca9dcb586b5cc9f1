using DetectionSdk.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Images as a model wants its input: order of the colours, mean and deviation. Owns its constants.</summary>
internal sealed class InputValues : IDisposable
{
    private static readonly Scalar ByteRange = 255f;

    private readonly ColourOrder _colours;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;

    /// <param name="input">What the model says of its input.</param>
    /// <param name="device">Where the images will lie.</param>
    public InputValues(InputSpec input, Device device)
    {
        _colours = input.Colours;
        _mean = PerChannel(input.Mean, device).DetachFromDisposeScope();
        _deviation = PerChannel(input.Deviation, device).DetachFromDisposeScope();
    }

    /// <summary>The values of images.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W).</param>
    public Tensor Of(Tensor images)
    {
        Tensor ordered = _colours == ColourOrder.Bgr ? images.flip(1) : images;
        return ordered.mul(ByteRange).sub_(_mean).div_(_deviation);
    }

    public void Dispose()
    {
        _mean.Dispose();
        _deviation.Dispose();
    }

    private static Tensor PerChannel(OpenCvSharp.Scalar values, Device device) =>
        tensor(new[] { (float)values.Val0, (float)values.Val1, (float)values.Val2 }, device: device).view(1, 3, 1, 1);
}
