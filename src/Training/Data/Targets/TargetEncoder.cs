using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// What a CenterNet head should answer for one image ("Objects as Points", arXiv 1904.07850): dense maps at a stride of
/// 4 pixels. Writes into the caller's memory, so that a batch needs no copies.
/// </summary>
internal static class TargetEncoder
{
    /// <summary>Pixels of the network input per cell.</summary>
    public const int Stride = 4;

    // A box moved within the Gaussian's radius still overlaps the true one by this intersection over union.
    private const double MinimumOverlap = 0.3;

    /// <summary>Draws the targets of one image.</summary>
    /// <param name="annotations">Boxes in pixels of the network input, centres inside it.</param>
    /// <param name="score">
    /// How sure it is that these objects are there, in (0, 1]: the height of their Gaussians. 1 for what is annotated;
    /// below 1 they are drawn after all that is surer, and take no cell that something surer has.
    /// </param>
    /// <param name="grid">Size of the maps in cells.</param>
    /// <param name="heatmap">
    /// Classes x height x width, zeroed: the score at centres, a Gaussian around them; where objects meet the higher
    /// value stays.
    /// </param>
    /// <param name="size">2 x height x width: box width and height in cells, at centres.</param>
    /// <param name="offset">2 x height x width: the centre's x and y inside its cell, in [0, 1), at centres.</param>
    /// <param name="mask">
    /// Height x width, zeroed: the score at centres. Of annotated objects that share a cell the last one fills size and
    /// offset.
    /// </param>
    public static void Draw(
        IEnumerable<Annotation> annotations, float score, Size grid, Span<float> heatmap, Span<float> size,
        Span<float> offset, Span<float> mask)
    {
        int cells = grid.Width * grid.Height;
        foreach (Annotation annotation in annotations)
        {
            double width = annotation.Box.Width / Stride, height = annotation.Box.Height / Stride;
            double x = annotation.Box.X / Stride + width / 2, y = annotation.Box.Y / Stride + height / 2;
            int column = Math.Clamp((int)x, 0, grid.Width - 1), row = Math.Clamp((int)y, 0, grid.Height - 1);

            Span<float> plane = heatmap.Slice(annotation.ClassId * cells, cells);
            DrawGaussian(plane, grid, column, row, Math.Max(0, (int)Radius(width, height)), score);
            int cell = row * grid.Width + column;
            if (mask[cell] > score || plane[cell] > score) continue;
            size[cell] = (float)width;
            size[cells + cell] = (float)height;
            offset[cell] = (float)(x - column);
            offset[cells + cell] = (float)(y - row);
            mask[cell] = score;
        }
    }

    /// <summary>
    /// How far both corners of a box may move so that it keeps the minimum overlap: the least of three cases (both
    /// corners the same way, both inwards, both outwards), each the root of a quadratic. The roots are those that solve
    /// it, as MMDetection has them; the original CenterNet divides by the wrong factor.
    /// </summary>
    internal static double Radius(double width, double height)
    {
        double sum = width + height, area = width * height;
        double shifted = SmallerRoot(1, sum, area * (1 - MinimumOverlap) / (1 + MinimumOverlap));
        double shrunk = SmallerRoot(4, 2 * sum, area * (1 - MinimumOverlap));
        double grown = SmallerRoot(4 * MinimumOverlap, 2 * MinimumOverlap * sum, -area * (1 - MinimumOverlap));
        return Math.Min(shifted, Math.Min(shrunk, Math.Abs(grown)));
    }

    // Root of a r^2 - b r + c = 0 nearer to zero.
    private static double SmallerRoot(double a, double b, double c) => (b - Math.Sqrt(b * b - 4 * a * c)) / (2 * a);

    private static void DrawGaussian(Span<float> plane, Size grid, int column, int row, int radius, float height)
    {
        double sigma = (2 * radius + 1) / 6.0;
        for (int y = Math.Max(0, row - radius); y <= Math.Min(grid.Height - 1, row + radius); y++)
        {
            for (int x = Math.Max(0, column - radius); x <= Math.Min(grid.Width - 1, column + radius); x++)
            {
                int dx = x - column, dy = y - row;
                ref float value = ref plane[y * grid.Width + x];
                value = Math.Max(value, height * (float)Math.Exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)));
            }
        }
    }
}
