using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// One batch in ordinary memory, made by a loader thread: images as bytes, targets as floats. Tensors are made from it
/// on the training thread, since their scopes belong to threads. Disposing returns the memory for the next batch.
/// </summary>
internal sealed class TrainingBatch : IDisposable
{
    private readonly byte[] _images;
    private readonly byte[] _clean;
    private readonly float[] _targets;

    public TrainingBatch(long step, int count, int classes, Size inputSize, Size cleanSize, Size targetSize)
    {
        Step = step;
        Count = count;
        Classes = classes;
        InputSize = inputSize;
        CleanSize = cleanSize;
        Grid = new Size(targetSize.Width / TargetEncoder.Stride, targetSize.Height / TargetEncoder.Stride);
        _images = ArrayPool<byte>.Shared.Rent(count * ImageBytes(inputSize));
        _clean = ArrayPool<byte>.Shared.Rent(count * ImageBytes(cleanSize));
        _targets = ArrayPool<float>.Shared.Rent(count * (classes + 5) * Cells);
        Array.Clear(_targets);
    }

    /// <summary>Number of the training step that the batch is for, from zero.</summary>
    public long Step { get; }

    /// <summary>Images in the batch.</summary>
    public int Count { get; }

    public int Classes { get; }

    /// <summary>Whether the images are degraded, so that there is something to restore. Default no.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Size of the degraded images in pixels.</summary>
    public Size InputSize { get; }

    /// <summary>Size of the clean images in pixels.</summary>
    public Size CleanSize { get; }

    /// <summary>Size of the target maps in cells.</summary>
    public Size Grid { get; }

    /// <summary>Names of the images, for reports.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Degraded images: count x height x width x RGB.</summary>
    public Span<byte> Images => _images.AsSpan(0, Count * ImageBytes(InputSize));

    /// <summary>Clean images: count x height x width x RGB.</summary>
    public Span<byte> Clean => _clean.AsSpan(0, Count * ImageBytes(CleanSize));

    /// <summary>Count x classes x rows x columns.</summary>
    public Span<float> Heatmap => Maps(0, Classes);

    /// <summary>Count x (width, height) x rows x columns.</summary>
    public Span<float> BoxSize => Maps(Classes, 2);

    /// <summary>Count x (x, y) x rows x columns.</summary>
    public Span<float> Offset => Maps(Classes + 2, 2);

    /// <summary>Count x rows x columns.</summary>
    public Span<float> Mask => Maps(Classes + 4, 1);

    private int Cells => Grid.Width * Grid.Height;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_images);
        ArrayPool<byte>.Shared.Return(_clean);
        ArrayPool<float>.Shared.Return(_targets);
    }

    /// <summary>Saves images and targets as a safetensors file, to look into what went wrong.</summary>
    public void Save(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        BatchTensors tensors = BatchTensors.From(this, CPU);
        SafeTensors.Write(path, new Dictionary<string, Tensor>
        {
            ["images"] = tensors.Images, ["clean"] = tensors.Clean, ["heatmap"] = tensors.Targets.Heatmap,
            ["box_size"] = tensors.Targets.BoxSize, [
                "center_offset"] = tensors.Targets.CenterOffset, ["mask"] = tensors.Targets.Mask,
        }, new Dictionary<string, string> { ["names"] = string.Join("\n", Names) });
    }

    private static int ImageBytes(Size size) => size.Width * size.Height * 3;

    private Span<float> Maps(int first, int channels) =>
        _targets.AsSpan(Count * first * Cells, Count * channels * Cells);
}
