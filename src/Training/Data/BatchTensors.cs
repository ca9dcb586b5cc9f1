using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// A batch as single-precision tensors on the training device, owned by the dispose scope they were made in.
/// </summary>
/// <param name="Images">Degraded images, RGB in [0, 1], (B, 3, h, w) in channels-last order.</param>
/// <param name="Clean">Clean images, RGB in [0, 1], (B, 3, H, W) in channels-last order.</param>
/// <param name="Targets">What a detector should answer; null where the recipe asks for no targets.</param>
internal sealed record BatchTensors(Tensor Images, Tensor Clean, CenterTargets? Targets)
{
    private static readonly Scalar ByteRange = 255f;

    /// <summary>
    /// Class of every pixel of the clean images, or <see cref="Evaluation.LabelMap.None"/>, (B, H, W) as bytes; null
    /// where the recipe learns from pixels alone.
    /// </summary>
    public Tensor? LabelMaps { get; init; }

    public static BatchTensors From(TrainingBatch batch, Device device) => new(
        Pictures(batch.Images, batch.Count, batch.InputSize, device),
        Pictures(batch.Clean, batch.Count, batch.CleanSize, device), batch.Targets?.ToTensors(device))
    {
        LabelMaps = batch.HasLabelMaps ? Labels(batch.LabelMaps, batch.Count, batch.CleanSize, device) : null,
    };

    private static Tensor Labels(Span<byte> labels, int count, OpenCvSharp.Size size, Device device)
    {
        Tensor bytes = empty([count, size.Height, size.Width], ScalarType.Byte);
        labels.CopyTo(bytes.bytes);
        return bytes.to(device);
    }

    private static Tensor Pictures(Span<byte> pixels, int count, OpenCvSharp.Size size, Device device)
    {
        Tensor bytes = empty([count, size.Height, size.Width, 3], ScalarType.Byte);
        pixels.CopyTo(bytes.bytes);
        return bytes.to(device).permute(0, 3, 1, 2).to(ScalarType.Float32).div_(ByteRange);
    }
}
