using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>Photographs side by side in one picture, each fitted into a square cell, with their objects.</summary>
internal sealed class Mosaic : IDisposable
{
    private readonly int _cell;
    private readonly int _columns;

    public Mosaic(IReadOnlyList<AnnotatedImage> photographs, int cell, int columns)
    {
        (_cell, _columns) = (cell, columns);
        Pixels = new Mat(cell * columns, cell * columns, MatType.CV_8UC3, Scalar.All(114));
        for (int i = 0; i < photographs.Count; i++) Add(photographs[i], CellAt(i));
    }

    public Mat Pixels { get; }

    public List<Annotation> Objects { get; } = [];

    public Rect CellAt(int index) => new(index % _columns * _cell, index / _columns * _cell, _cell, _cell);

    public void Dispose() => Pixels.Dispose();

    private void Add(AnnotatedImage photograph, Rect cell)
    {
        using Mat image = photograph.Read();
        double scale = Math.Min(1, (double)_cell / Math.Max(image.Width, image.Height));
        Size size = new(Math.Round(image.Width * scale), Math.Round(image.Height * scale));
        Point place = new(cell.X + (_cell - size.Width) / 2, cell.Y + (_cell - size.Height) / 2);
        using Mat target = new(Pixels, new Rect(place, size));
        Cv2.Resize(image, target, size, 0, 0, InterpolationFlags.Area);
        Objects.AddRange(photograph.Annotations.Select(item => item with
        {
            Box = new Rect2d(
                place.X + item.Box.X * scale, place.Y + item.Box.Y * scale, item.Box.Width * scale,
                item.Box.Height * scale),
        }));
    }
}
