using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tiling;

/// <summary>Adds weighted tiles up in floating point; rounded once, at the end.</summary>
public sealed class TileCanvas : IDisposable
{
    private readonly Size _size;
    private readonly Mat _planes;

    /// <param name="size">Size of the image that the tiles make, in pixels.</param>
    public TileCanvas(Size size)
    {
        _size = size;
        _planes = new Mat(RgbPlanes.Channels * size.Height, size.Width, MatType.CV_32FC1, Scalar.All(0));
    }

    /// <param name="tile">Planes of the tile, one below the other.</param>
    /// <param name="row">Where it lies vertically.</param>
    /// <param name="column">Where it lies horizontally.</param>
    public void Add(Mat tile, TileSpan row, TileSpan column)
    {
        float[] weights = new float[column.OutputLength];
        for (int y = 0; y < row.OutputLength; y++)
        {
            TensorPrimitives.Multiply(column.Weights, row.Weights[y], weights);
            for (int plane = 0; plane < RgbPlanes.Channels; plane++)
            {
                Span<float> sum = _planes.RowSpan<float>(plane * _size.Height + row.OutputStart + y)
                    .Slice(column.OutputStart, weights.Length);
                TensorPrimitives.MultiplyAdd(tile.RowSpan<float>(plane * row.OutputLength + y), weights, sum, sum);
            }
        }
    }

    /// <summary>The sum as a new 8-bit BGR image.</summary>
    public Mat ToImage() => RgbPlanes.ToImage(_planes);

    /// <summary>Releases the sum.</summary>
    public void Dispose() => _planes.Dispose();
}
