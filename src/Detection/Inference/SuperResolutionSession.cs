using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DetectionSdk.Imaging;
using DetectionSdk.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// Runs a super-resolution network on images or tiles. Thread-safe; memory is taken and given back with each run, as
/// sizes vary. Owns the session.
/// </summary>
internal sealed class SuperResolutionSession(InferenceSession session, SuperResolverInfo model) : IDisposable
{
    // A batch takes no more memory than a tile of the default side.
    private const int LargestBatchPixels = 256 * 256;

    private static readonly string[] Outputs = [SuperResolverReader.Enlarged];

    private readonly RunOptions _run = new();
    private readonly bool _takesBatches = session.InputMetadata[SuperResolverReader.Images].Dimensions[0] < 1;

    public SuperResolverInfo Model => model;

    /// <summary>Most images of a size that one run takes.</summary>
    public int LargestBatch(Size image) =>
        _takesBatches ? Math.Max(1, LargestBatchPixels / (image.Width * image.Height)) : 1;

    /// <param name="images">8-bit BGR, of one size.</param>
    /// <param name="target">Size that the outputs must have; told to a model of any scale.</param>
    /// <param name="use">
    /// Takes the index of an image and the planes of its output, which are gone afterwards.
    /// </param>
    /// <exception cref="ModelFormatException">The network gives another size.</exception>
    /// <exception cref="ImageFormatException">The network fails, most often for want of memory.</exception>
    public void Run(IReadOnlyList<Mat> images, Size target, Action<int, Mat> use)
    {
        Size source = images[0].Size();
        using Mat planes = ToPlanes(images);
        using OrtValue input = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float,
            [images.Count, RgbPlanes.Channels, source.Height, source.Width], planes.Data,
            planes.Total() * planes.ElemSize());
        using OrtValue size = OrtValue.CreateTensorValueFromMemory<long>([target.Height, target.Width], [2]);
        (string[] names, OrtValue[] inputs) = model.Scale is null
            ? ((string[])[SuperResolverReader.Images, SuperResolverReader.Size], (OrtValue[])[input, size])
            : ([SuperResolverReader.Images], [input]);

        using IDisposableReadOnlyCollection<OrtValue> outputs = Run(names, inputs, source, target);
        RequireShape(outputs[0], images.Count, source, target);
        for (int i = 0; i < images.Count; i++)
        {
            using Mat enlarged = Wrap(outputs[0], i, target);
            use(i, enlarged);
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        session.Dispose();
    }

    private static Mat ToPlanes(IReadOnlyList<Mat> images)
    {
        if (images is [Mat only]) return RgbPlanes.FromImage(only);
        Mat[] each = [.. images.Select(RgbPlanes.FromImage)];
        Mat joined = new();
        Cv2.VConcat(each, joined);
        foreach (Mat planes in each) planes.Dispose();
        return joined;
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(string[] names, OrtValue[] inputs, Size image, Size target)
    {
        try
        {
            return session.Run(_run, names, inputs, Outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ImageFormatException(
                $"'{model.Path}' failed to enlarge {image.Width} x {image.Height} to {target.Width} x {target.Height} "
                + "pixels; where memory is short, a smaller SuperResolverOptions.TileSize needs less. "
                + error.Message, error);
        }
    }

    private void RequireShape(OrtValue output, int count, Size image, Size target)
    {
        long[] shape = output.GetTensorTypeAndShape().Shape;
        if (!shape.AsSpan().SequenceEqual([count, RgbPlanes.Channels, target.Height, target.Width]))
            throw new ModelFormatException(
                $"'{model.Path}' gave [{string.Join(", ", shape)}] for an image of {image.Width} x {image.Height} "
                + $"pixels; expected [{count}, {RgbPlanes.Channels}, {target.Height}, {target.Width}].");
    }

    // The runtime's memory does not move, and outlives the Mat.
    private static unsafe Mat Wrap(OrtValue value, int index, Size size)
    {
        int length = RgbPlanes.Channels * size.Height * size.Width;
        ReadOnlySpan<float> planes = value.GetTensorDataAsSpan<float>().Slice(index * length, length);
        return Mat.FromPixelData(
            RgbPlanes.Channels * size.Height, size.Width, MatType.CV_32FC1,
            (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(planes)));
    }
}
