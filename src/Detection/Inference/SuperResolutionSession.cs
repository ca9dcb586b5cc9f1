using DetectionSdk.Imaging;
using DetectionSdk.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// Runs a super-resolution network on images or tiles. Thread-safe; memory is taken and given back with each run, as
/// sizes vary. Owns the network.
/// </summary>
internal sealed class SuperResolutionSession(InferenceSession session, SuperResolverInfo model) : IDisposable
{
    // A batch takes no more memory than a tile of the default side.
    private const int LargestBatchPixels = 256 * 256;

    // What ONNX Runtime says of an output that does not fit.
    private const string OtherShape = "computed output shape";

    private static readonly string[] Outputs = [SuperResolverReader.Enlarged];

    private readonly RunOptions _run = new();

    public SuperResolverInfo Model => model;

    /// <summary>Whether one run takes several images of a size.</summary>
    public bool TakesBatches { get; } = session.InputMetadata[SuperResolverReader.Images].Dimensions[0] < 1;

    /// <summary>Most images of a size that should share a run.</summary>
    public static int LargestBatch(Size image) => Math.Max(1, LargestBatchPixels / (image.Width * image.Height));

    /// <param name="images">8-bit BGR, of one size.</param>
    /// <param name="target">Size that the outputs must have; told to a model of any scale.</param>
    /// <param name="labels">
    /// Class of every pixel of each output, CV_8UC1; not read for a model that takes no maps.
    /// </param>
    /// <param name="use">
    /// Takes the index of an image and the planes of its output, which are gone afterwards.
    /// </param>
    /// <exception cref="ModelFormatException">The network gives another size.</exception>
    /// <exception cref="ImageFormatException">The network fails, most often for want of memory.</exception>
    public void Run(IReadOnlyList<Mat> images, Size target, IReadOnlyList<Mat?> labels, Action<int, Mat> use)
    {
        Size source = images[0].Size();
        // Memory of its own for the output: a network that enlarges by more than it states gets no other.
        using Mat planes = ToPlanes(images), enlarged = new(
            images.Count * RgbPlanes.Channels * target.Height, target.Width, MatType.CV_32FC1);
        using OrtValue input = ToTensor(planes, images.Count, source);
        using OrtValue output = ToTensor(enlarged, images.Count, target);
        using OrtValue size = OrtValue.CreateTensorValueFromMemory<long>([target.Height, target.Width], [2]);
        using OrtValue? maps = model.ClassNames.Count > 0 ? ToMaps(labels, target) : null;
        Dictionary<string, OrtValue> inputs = new() { [SuperResolverReader.Images] = input };
        if (model.Scale is null) inputs.Add(SuperResolverReader.Size, size);
        if (maps is not null) inputs.Add(SuperResolverReader.Maps, maps);

        Run(inputs, output, source, target);
        int rows = RgbPlanes.Channels * target.Height;
        for (int i = 0; i < images.Count; i++)
        {
            using Mat one = enlarged.RowRange(i * rows, (i + 1) * rows);
            use(i, one);
        }
    }

    /// <summary>What a run on one image would read, copied.</summary>
    /// <param name="image">8-bit BGR.</param>
    /// <param name="size">Size of the output, for a model of any scale; null for others.</param>
    public static NamedOnnxValue[] CopyInputs(Mat image, Size? size)
    {
        using Mat planes = RgbPlanes.FromImage(image);
        DenseTensor<float> images = new(
            planes.AsSpan<float>().ToArray(), [1, RgbPlanes.Channels, image.Height, image.Width]);
        NamedOnnxValue input = NamedOnnxValue.CreateFromTensor(SuperResolverReader.Images, images);
        return size is not { } target
            ? [input]
            : [
                input,
                NamedOnnxValue.CreateFromTensor(
                    SuperResolverReader.Size, new DenseTensor<long>(new long[] { target.Height, target.Width }, [2]))
            ];
    }

    public void Dispose()
    {
        _run.Dispose();
        session.Dispose();
    }

    /// <summary>The planes of all images, one below the other.</summary>
    public static Mat ToPlanes(IReadOnlyList<Mat> images)
    {
        if (images is [Mat only]) return RgbPlanes.FromImage(only);
        Mat[] each = [.. images.Select(RgbPlanes.FromImage)];
        Mat joined = new();
        Cv2.VConcat(each, joined);
        foreach (Mat planes in each) planes.Dispose();
        return joined;
    }

    /// <summary>A view of planes as a tensor; the planes must outlive it.</summary>
    public static OrtValue ToTensor(Mat planes, int count, Size size) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [count, RgbPlanes.Channels, size.Height, size.Width],
        planes.Data, planes.Total() * planes.ElemSize());

    /// <summary>A plane for each class, 1 where a pixel is of it.</summary>
    private OrtValue ToMaps(IReadOnlyList<Mat?> labels, Size size)
    {
        int pixels = size.Width * size.Height, classes = model.ClassNames.Count;
        float[] maps = new float[labels.Count * classes * pixels];
        for (int i = 0; i < labels.Count; i++)
        {
            using Mat whole = labels[i]!.Clone();
            ReadOnlySpan<byte> values = whole.AsSpan<byte>();
            for (int pixel = 0; pixel < pixels; pixel++)
                if (values[pixel] < classes) maps[(i * classes + values[pixel]) * pixels + pixel] = 1;
        }
        return OrtValue.CreateTensorValueFromMemory(maps, [labels.Count, classes, size.Height, size.Width]);
    }

    private void Run(Dictionary<string, OrtValue> inputs, OrtValue output, Size image, Size target)
    {
        string sizes = $"{image.Width} x {image.Height} to {target.Width} x {target.Height} pixels";
        try
        {
            session.Run(_run, inputs.Keys, inputs.Values, Outputs, [output]);
        }
        catch (OnnxRuntimeException error) when (error.Message.Contains(OtherShape, StringComparison.Ordinal))
        {
            throw new ModelFormatException(
                $"'{model.Path}' does not enlarge {sizes}, as it states, but to another shape: {error.Message}", error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ImageFormatException(
                $"'{model.Path}' failed to enlarge {sizes}; where memory is short, a smaller "
                + $"SuperResolverOptions.TileSize needs less. {error.Message}", error);
        }
    }
}
