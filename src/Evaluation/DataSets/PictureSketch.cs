using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>A picture as 32 x 24 grey cells, which is enough to tell whether two show the same.</summary>
internal sealed class PictureSketch
{
    private const int Columns = 32, Rows = 24;

    /// <summary>
    /// Cells that must change, and by how many levels: a person of a tenth of the height, but no noise of a sensor.
    /// </summary>
    private const int ChangedCells = 4, ChangedLevels = 12;

    /// <summary>Correlation of pictures of one scene, whatever the light. Other photographs stay below.</summary>
    private const double SameScene = 0.9;

    private readonly byte[] _cells;

    private PictureSketch(byte[] cells) => _cells = cells;

    /// <param name="picture">8-bit BGR, only read.</param>
    public static PictureSketch Of(Mat picture)
    {
        using Mat small = new(), grey = new();
        Cv2.Resize(picture, small, new Size(Columns, Rows), 0, 0, InterpolationFlags.Area);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        return new PictureSketch([.. grey.AsSpan<byte>()]);
    }

    /// <summary>Whether something is seen in one of two frames of a camera and not in the other.</summary>
    public bool DiffersFrom(PictureSketch other) =>
        _cells.Zip(other._cells).Count(cell => Math.Abs(cell.First - cell.Second) > ChangedLevels) >= ChangedCells;

    /// <summary>Whether two pictures show one scene, such as two frames of a camera that stands.</summary>
    public bool ShowsSceneOf(PictureSketch other)
    {
        double mean = Mean(), otherMean = other.Mean();
        double both = 0, own = 0, its = 0;
        for (int i = 0; i < _cells.Length; i++)
        {
            double a = _cells[i] - mean, b = other._cells[i] - otherMean;
            (both, own, its) = (both + a * b, own + a * a, its + b * b);
        }
        return both >= SameScene * Math.Sqrt(own * its);
    }

    private double Mean() => _cells.Average(cell => (double)cell);
}
