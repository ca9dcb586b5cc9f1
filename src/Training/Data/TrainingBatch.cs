using System.Buffers;
using System.Runtime.InteropServices;
using DetectionSdk.Evaluation;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// One batch in ordinary memory, made by a loader thread: images as bytes, and targets where a recipe asks for them.
/// Tensors are made from it on the training thread, since their scopes belong to threads. Disposing returns the memory
/// for the next batch.
/// </summary>
internal sealed class TrainingBatch : IDisposable
{
    private readonly byte[] _images;
    private readonly byte[] _clean;
    private readonly byte[]? _labelMaps;

    /// <param name="step">Number of the training step, from zero.</param>
    /// <param name="count">Images in the batch.</param>
    /// <param name="inputSize">Size of the degraded images in pixels.</param>
    /// <param name="cleanSize">Size of the clean images in pixels.</param>
    /// <param name="targets">Room for targets, owned by the batch; null without any.</param>
    /// <param name="hasLabelMaps">Whether there is room for a class of every pixel of the clean images.</param>
    public TrainingBatch(
        long step, int count, Size inputSize, Size cleanSize, CenterMaps? targets = null, bool hasLabelMaps = false)
    {
        Step = step;
        Count = count;
        InputSize = inputSize;
        CleanSize = cleanSize;
        Targets = targets;
        _images = ArrayPool<byte>.Shared.Rent(count * BytesOf(inputSize));
        _clean = ArrayPool<byte>.Shared.Rent(count * BytesOf(cleanSize));
        if (hasLabelMaps) _labelMaps = ArrayPool<byte>.Shared.Rent(count * cleanSize.Width * cleanSize.Height);
    }

    /// <summary>Number of the training step that the batch is for, from zero.</summary>
    public long Step { get; }

    /// <summary>Images in the batch.</summary>
    public int Count { get; }

    /// <summary>Whether the images are degraded, so that there is something to restore. Default no.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Size of the degraded images in pixels.</summary>
    public Size InputSize { get; }

    /// <summary>Size of the clean images in pixels.</summary>
    public Size CleanSize { get; }

    /// <summary>What a detector should answer; null where the recipe learns from pixels alone.</summary>
    public CenterMaps? Targets { get; }

    /// <summary>
    /// Annotated objects, in pixels of the clean images; of recipes that learn from those beside others.
    /// </summary>
    public List<PlacedBox> Labels { get; } = [];

    /// <summary>Names of the images, for reports.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Degraded images: count x height x width x RGB.</summary>
    public Span<byte> Images => _images.AsSpan(0, Count * BytesOf(InputSize));

    /// <summary>Clean images: count x height x width x RGB.</summary>
    public Span<byte> Clean => _clean.AsSpan(0, Count * BytesOf(CleanSize));

    /// <summary>Whether there is a class of every pixel of the clean images.</summary>
    public bool HasLabelMaps => _labelMaps is not null;

    /// <summary>
    /// Class of every pixel of the clean images, or <see cref="LabelMap.None"/>: count x height x width. Empty where
    /// the recipe learns from pixels alone.
    /// </summary>
    public Span<byte> LabelMaps => _labelMaps.AsSpan(0, HasLabelMaps ? Count * CleanSize.Width * CleanSize.Height : 0);

    /// <summary>Stores the classes of an image's pixels, CV_8UC1 of the clean images' size.</summary>
    public void WriteLabels(int index, Mat labels)
    {
        int pixels = CleanSize.Width * CleanSize.Height;
        labels.AsSpan<byte>().CopyTo(LabelMaps.Slice(index * pixels, pixels));
    }

    /// <summary>Stores a pair of images, 8-bit BGR of the batch's sizes.</summary>
    public void Write(int index, Mat image, Mat clean)
    {
        WriteRgb(clean, Clean.Slice(index * BytesOf(CleanSize), BytesOf(CleanSize)));
        WriteRgb(image, Images.Slice(index * BytesOf(InputSize), BytesOf(InputSize)));
    }

    /// <summary>Refuses degraded images of another size than a network takes.</summary>
    /// <param name="scale">By how much the network enlarges; 1: it keeps the size.</param>
    /// <param name="otherwise">What else may be chosen, in words that go on after a comma.</param>
    /// <exception cref="TrainingException">They have another size.</exception>
    public void RequireScale(int scale, string otherwise = "")
    {
        Size expected = new(CleanSize.Width / scale, CleanSize.Height / scale);
        if (InputSize == expected) return;
        string network = scale == 1 ? "keeps the size" : $"enlarges by {scale}";
        throw new TrainingException(
            $"The degradation makes {InputSize.Width} x {InputSize.Height} pixels of crops of {CleanSize.Width}; the "
            + $"network {network} and expects {expected.Width} x {expected.Height}. Choose a degradation of that one "
            + $"scale{otherwise}.");
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_images);
        ArrayPool<byte>.Shared.Return(_clean);
        if (_labelMaps is not null) ArrayPool<byte>.Shared.Return(_labelMaps);
        Targets?.Dispose();
    }

    /// <summary>Saves images and targets as a safetensors file, to look into what went wrong.</summary>
    public void Save(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        BatchTensors tensors = BatchTensors.From(this, CPU);
        Dictionary<string, Tensor> content = new() { ["images"] = tensors.Images, ["clean"] = tensors.Clean };
        if (tensors.LabelMaps is { } labelMaps) content["label_maps"] = labelMaps;
        if (tensors.Targets is { } targets)
        {
            content["heatmap"] = targets.Heatmap;
            content["box_size"] = targets.BoxSize;
            content["center_offset"] = targets.CenterOffset;
            content["mask"] = targets.Mask;
        }

        SafeTensors.Write(path, content, new Dictionary<string, string> { ["names"] = string.Join("\n", Names) });
    }

    private static int BytesOf(Size size) => size.Width * size.Height * 3;

    private static void WriteRgb(Mat bgr, Span<byte> pixels)
    {
        using Mat rgb = new();
        Cv2.CvtColor(bgr, rgb, ColorConversionCodes.BGR2RGB);
        MemoryMarshal.AsBytes(rgb.AsSpan<Vec3b>()).CopyTo(pixels);
    }
}
