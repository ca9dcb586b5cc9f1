using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// Measures what a network's restoration decoder gives back of degraded photographs. Sets no thread counts; not
/// thread-safe.
/// </summary>
public static class RestorationEvaluation
{
    private const int CropSize = 384; // a multiple of 32 at scales 1, 1.5, 2, 3 and 4
    private static readonly TorchSharp.Scalar ByteRange = 255f;

    /// <summary>
    /// Degrades a 384 x 384 region of every image (the middle; smaller images are mirrored at their edges), restores it
    /// and compares. Image n draws from the seed and n alone, so all networks see the same pixels.
    /// </summary>
    /// <param name="network">A network with a restoration decoder, in evaluation mode.</param>
    /// <param name="dataSet">The clean images; annotations are not read.</param>
    /// <param name="degradation">What makes the inputs; their size is rounded to multiples of 32.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentException">The network has no decoder.</exception>
    /// <exception cref="EvaluationException">There is no image.</exception>
    /// <exception cref="DataSetException">An image cannot be read.</exception>
    public static RestorationScores Run(
        AerisNetwork network, AnnotatedDataSet dataSet, DegradationPipeline degradation, int seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(degradation);
        if (dataSet.Images.Count == 0)
            throw new EvaluationException("The data set holds no image; expected at least one.");
        DegradationPipeline whole = degradation.WithSharedSize(AerisNetwork.InputStride);
        using IDisposable noGradient = no_grad();
        RestorationScores[] scores =
        [
            .. dataSet.Images.Select((image, index) => Compare(network, image, whole, Seeds.Derive(seed, index)))
        ];
        return new RestorationScores(
            scores.Length, scores.Average(s => s.Psnr), scores.Average(s => s.Ssim),
            scores.Average(s => s.BicubicPsnr), scores.Average(s => s.BicubicSsim));
    }

    private static RestorationScores Compare(
        AerisNetwork network, AnnotatedImage source, DegradationPipeline degradation, int seed)
    {
        using Mat image = source.Read(), clean = Middle(image);
        using Mat degraded = degradation.Sample(seed, clean.Size()).Apply(clean);
        using Mat restored = Restore(network, degraded, clean.Size()), enlarged = new();
        Cv2.Resize(degraded, enlarged, clean.Size(), 0, 0, InterpolationFlags.Cubic);
        return new RestorationScores(
            1, ImageQuality.Psnr(clean, restored), ImageQuality.Ssim(clean, restored),
            ImageQuality.Psnr(clean, enlarged), ImageQuality.Ssim(clean, enlarged));
    }

    private static Mat Middle(Mat image)
    {
        int right = Math.Max(0, CropSize - image.Width), bottom = Math.Max(0, CropSize - image.Height);
        using Mat padded = new();
        Cv2.CopyMakeBorder(image, padded, 0, bottom, 0, right, BorderTypes.Reflect101);
        return padded[new Rect((padded.Width - CropSize) / 2, (padded.Height - CropSize) / 2, CropSize, CropSize)]
            .Clone();
    }

    private static Mat Restore(AerisNetwork network, Mat degraded, Size target)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        using Mat rgb = new();
        Cv2.CvtColor(degraded, rgb, ColorConversionCodes.BGR2RGB);
        Tensor pixels = empty([1, degraded.Height, degraded.Width, 3], ScalarType.Byte);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(rgb.AsSpan<Vec3b>()).CopyTo(pixels.bytes);
        Tensor input = pixels.permute(0, 3, 1, 2).to(ScalarType.Float32).div_(ByteRange).to(network.Device);
        Tensor restored = network.call(input, target)
            .Restored!.mul(ByteRange).round().clamp(HeldScalars.Zero, ByteRange);
        byte[] values = restored.to(ScalarType.Byte)
            .squeeze(0).permute(1, 2, 0).contiguous().cpu().data<byte>().ToArray();
        using Mat result = Mat.FromPixelData(target.Height, target.Width, MatType.CV_8UC3, values);
        Mat bgr = new();
        Cv2.CvtColor(result, bgr, ColorConversionCodes.RGB2BGR);
        return bgr;
    }
}
