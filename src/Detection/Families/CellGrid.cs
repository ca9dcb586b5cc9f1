using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>The cells of one stride over an input, row after row. A cell at the edge may be cut.</summary>
internal readonly struct CellGrid(Size input, int stride)
{
    public int Width { get; } = (input.Width + stride - 1) / stride;

    public int Height { get; } = (input.Height + stride - 1) / stride;

    public int Count => Width * Height;

    /// <summary>Number of cells of several strides.</summary>
    public static int CountAll(Size input, params ReadOnlySpan<int> strides)
    {
        int count = 0;
        foreach (int stride in strides) count += new CellGrid(input, stride).Count;
        return count;
    }
}
