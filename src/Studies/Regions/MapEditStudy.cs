using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// How far the output changes when its map is edited: in the middle of every picture, a square of half its shorter side
/// is told to be another class, each class becoming the next.
/// </summary>
/// <param name="pictures">Pictures with label maps.</param>
/// <param name="scale">By how much pictures are shrunk.</param>
public sealed class MapEditStudy(AnnotatedDataSet pictures, int scale)
{
    // Distances in output pixels at which a row ends; the first is the edited part.
    private static readonly int[] Ends = [0, 4, 8, 16, 32, 64];

    private readonly RegionStudy _study = new(pictures, [], scale);

    /// <summary>Measures a network that takes maps.</summary>
    /// <exception cref="DataSetException">A picture or its label map cannot be read.</exception>
    /// <exception cref="StudyException">A picture is too small.</exception>
    public IReadOnlyList<MapEditRow> Run(FrontEnd frontEnd, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(frontEnd);
        (double Sum, long Count, double Largest)[] rows = new (double, long, double)[Ends.Length + 1];
        foreach (AnnotatedImage image in pictures.Images)
        {
            token.ThrowIfCancellationRequested();
            Measure(frontEnd, image, rows);
        }
        return
        [
            .. rows.Select((row, i) => new MapEditRow(
                i == 0 ? 0 : Ends[i - 1] + 1, i < Ends.Length ? Ends[i] : null, row.Sum / Math.Max(1, row.Count),
                row.Largest))
        ];
    }

    private void Measure(FrontEnd frontEnd, AnnotatedImage image, (double Sum, long Count, double Largest)[] rows)
    {
        (Mat original, Mat labels) = _study.Read(image);
        using (original)
        using (labels)
        using (Mat small = _study.Shrink(original)) Measure(frontEnd, small, labels, rows);
    }

    private void Measure(
        FrontEnd frontEnd, Mat small, Mat labels, (double Sum, long Count, double Largest)[] rows)
    {
        Rect middle = Middle(labels.Size());
        using Mat edited = Edit(labels, middle), before = Enlarge(frontEnd, small, labels);
        using Mat after = Enlarge(frontEnd, small, edited), change = new();
        using Mat distances = DistancesFrom(middle, labels.Size());
        Cv2.Absdiff(before, after, change);
        ReadOnlySpan<Vec3b> values = change.AsSpan<Vec3b>();
        ReadOnlySpan<float> places = distances.AsSpan<float>();
        for (int i = 0; i < values.Length; i++)
        {
            ref (double Sum, long Count, double Largest) into = ref rows[RowOf(places[i])];
            Vec3b value = values[i];
            into.Sum += (value.Item0 + value.Item1 + value.Item2) / 3.0;
            into.Count++;
            into.Largest = Math.Max(into.Largest, Math.Max(value.Item0, Math.Max(value.Item1, value.Item2)));
        }
    }

    private static int RowOf(float distance)
    {
        int row = Array.FindIndex(Ends, end => distance <= end);
        return row < 0 ? Ends.Length : row;
    }

    /// <summary>The edited part of a map of a size.</summary>
    internal static Rect Middle(Size size)
    {
        int side = Math.Min(size.Width, size.Height) / 2;
        return new Rect((size.Width - side) / 2, (size.Height - side) / 2, side, side);
    }

    /// <summary>The map with each class in a part become the next, the last the first; none stays.</summary>
    internal Mat Edit(Mat labels, Rect part)
    {
        int classes = pictures.ClassNames.Count;
        byte[] next =
        [
            .. Enumerable.Range(0, 256).Select(value => (byte)(value < classes ? (value + 1) % classes : value))
        ];
        Mat edited = labels.Clone();
        using Mat inside = edited[part], changed = new();
        Cv2.LUT(inside, next, changed);
        changed.CopyTo(inside);
        return edited;
    }

    private static Mat<float> DistancesFrom(Rect part, Size size)
    {
        using Mat mask = new(size, MatType.CV_8UC1, Scalar.All(255));
        using Mat inside = mask[part];
        inside.SetTo(Scalar.All(0));
        Mat<float> distances = new();
        Cv2.DistanceTransform(mask, distances, DistanceTypes.C, DistanceTransformMasks.Mask3);
        return distances;
    }

    private static Mat Enlarge(FrontEnd frontEnd, Mat small, Mat labels) =>
        frontEnd.Enhance(small, new FrontEndContext(Target: labels.Size(), LabelMap: labels));
}
