using DetectionSdk.Imaging.Tiling;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>A tile on its way through a network: a view into the image, and where its output goes.</summary>
internal sealed class TileJob(Mat image, Mat? labels, TileSpan row, TileSpan column) : IDisposable
{
    public ImageTile Input { get; } = new(
        image[row.Start, row.End, column.Start, column.End],
        new Rect(column.Start, row.Start, column.Length, row.Length));

    /// <summary>Size of the output.</summary>
    public Size Target { get; } = new(column.OutputLength, row.OutputLength);

    /// <summary>Classes of the output's pixels; null where they are not known.</summary>
    public Mat? Labels { get; } = labels?[new Rect(
        column.OutputStart, row.OutputStart, column.OutputLength, row.OutputLength)];

    public void AddTo(TileCanvas canvas, Mat planes) => canvas.Add(planes, row, column);

    public void Dispose()
    {
        Input.Pixels.Dispose();
        Labels?.Dispose();
    }
}
