using System.Buffers;
using System.Runtime.InteropServices;
using DetectionSdk.Evaluation;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// <see cref="CenterTargets"/> of one batch in ordinary memory, as a loader thread draws them. Disposing returns the
/// memory for the next batch.
/// </summary>
internal sealed class CenterMaps : IDisposable
{
    private readonly int _count;
    private readonly float[] _values;

    /// <param name="count">Images in the batch.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="size">Size in pixels of the images that the boxes lie in.</param>
    public CenterMaps(int count, int classes, Size size)
    {
        _count = count;
        Classes = classes;
        Grid = new Size(size.Width / TargetEncoder.Stride, size.Height / TargetEncoder.Stride);
        _values = ArrayPool<float>.Shared.Rent(count * (classes + 5) * Cells);
        Array.Clear(_values);
    }

    public int Classes { get; }

    /// <summary>Size of the maps in cells.</summary>
    public Size Grid { get; }

    /// <summary>Count x classes x rows x columns.</summary>
    public Span<float> Heatmap => Maps(0, Classes);

    /// <summary>Count x (width, height) x rows x columns.</summary>
    public Span<float> BoxSize => Maps(Classes, 2);

    /// <summary>Count x (x, y) x rows x columns.</summary>
    public Span<float> Offset => Maps(Classes + 2, 2);

    /// <summary>Count x rows x columns.</summary>
    public Span<float> Mask => Maps(Classes + 4, 1);

    private int Cells => Grid.Width * Grid.Height;

    /// <summary>
    /// Draws targets of one image: first what is annotated, then what is less sure, by falling score.
    /// </summary>
    public void Draw(int index, IEnumerable<Annotation> annotations, float score = 1) => TargetEncoder.Draw(
        annotations, score, Grid, Slice(Heatmap, index), Slice(BoxSize, index), Slice(Offset, index),
        Slice(Mask, index));

    /// <summary>The same as tensors, owned by the dispose scope they are made in.</summary>
    public CenterTargets ToTensors(Device device) => new(
        ToTensor(Heatmap, Classes, device), ToTensor(BoxSize, 2, device), ToTensor(Offset, 2, device),
        ToTensor(Mask, 1, device));

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);

    private Span<float> Maps(int first, int channels) =>
        _values.AsSpan(_count * first * Cells, _count * channels * Cells);

    private Span<float> Slice(Span<float> all, int index)
    {
        int length = all.Length / _count;
        return all.Slice(index * length, length);
    }

    private Tensor ToTensor(Span<float> values, int channels, Device device)
    {
        Tensor maps = empty([_count, channels, Grid.Height, Grid.Width], ScalarType.Float32);
        MemoryMarshal.AsBytes(values).CopyTo(maps.bytes);
        return maps.to(device);
    }
}
