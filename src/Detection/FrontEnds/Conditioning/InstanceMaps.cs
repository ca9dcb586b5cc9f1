using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// What the instances of a picture are told by, without class or number: the foreground, and how near a border is.
/// Numbering them in another way, or giving them in another order, changes nothing, to the bit. No instance gives
/// zeros.
/// </summary>
public sealed class InstanceMaps : IDisposable
{
    /// <summary>Planes that a network takes.</summary>
    public const int Planes = 2;

    /// <summary>Pixels from a border up to which it is near.</summary>
    public const int Reach = 6;

    private InstanceMaps(Mat foreground, Mat border)
    {
        Foreground = new Mat();
        foreground.ConvertTo(Foreground, MatType.CV_32FC1, 1 / 255.0);
        Nearness = NearnessOf(border);
    }

    /// <summary>1 where there is an instance, else 0, CV_32FC1.</summary>
    public Mat Foreground { get; }

    /// <summary>
    /// 1 on the border of an instance, falling evenly to 0 at more than <see cref="Reach"/> pixels from one, CV_32FC1.
    /// </summary>
    public Mat Nearness { get; }

    /// <summary>From the number of the instance that each pixel belongs to.</summary>
    /// <param name="numbers">CV_32SC1 or CV_8UC1; 0 belongs to none. Only read.</param>
    public static InstanceMaps FromNumbers(Mat numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        using Mat foreground = new(), border = new(numbers.Size(), MatType.CV_8UC1, Scalar.All(0));
        Cv2.Compare(numbers, Scalar.All(0), foreground, CmpTypes.NE);
        (int height, int width) = (numbers.Height, numbers.Width);
        Mark(new Rect(0, 0, width - 1, height), new Point(1, 0));
        Mark(new Rect(0, 0, width, height - 1), new Point(0, 1));
        Cv2.BitwiseAnd(border, foreground, border);
        return new InstanceMaps(foreground, border);

        // Both of two neighbours that differ.
        void Mark(Rect place, Point step)
        {
            if (place is { Width: 0 } or { Height: 0 }) return;
            Rect next = new(place.Location + step, place.Size);
            using Mat here = new(numbers, place), there = new(numbers, next), differ = new();
            Cv2.Compare(here, there, differ, CmpTypes.NE);
            foreach (Rect side in (Rect[])[place, next])
            {
                using Mat marked = new(border, side);
                Cv2.BitwiseOr(marked, differ, marked);
            }
        }
    }

    /// <summary>From outlines, which may overlap and reach beyond the picture.</summary>
    /// <param name="outlines">Corners of each, in pixels.</param>
    /// <param name="size">Size of the picture.</param>
    public static InstanceMaps FromOutlines(IEnumerable<IReadOnlyList<Point>> outlines, Size size)
    {
        ArgumentNullException.ThrowIfNull(outlines);
        using Mat foreground = new(size, MatType.CV_8UC1, Scalar.All(0)), border = foreground.Clone();
        foreach (Point[] outline in outlines.Select(corners => corners.ToArray()))
        {
            Cv2.FillPoly(foreground, [outline], Scalar.All(255));
            Cv2.Polylines(border, [outline], isClosed: true, Scalar.All(255));
        }
        return new InstanceMaps(foreground, border);
    }

    /// <summary>From boxes, such as those of found objects.</summary>
    /// <param name="boxes">In pixels of the picture.</param>
    /// <param name="size">Size of the picture.</param>
    public static InstanceMaps FromBoxes(IEnumerable<Rect2d> boxes, Size size) => FromOutlines(
        boxes.Select(box =>
        {
            (int left, int top) = ((int)Math.Round(box.Left), (int)Math.Round(box.Top));
            (int right, int bottom) = ((int)Math.Round(box.Right) - 1, (int)Math.Round(box.Bottom) - 1);
            return (Point[])[new(left, top), new(right, top), new(right, bottom), new(left, bottom)];
        }),
        size);

    /// <summary>Writes the planes that a network takes, foreground and nearness, as far as it is told.</summary>
    /// <param name="condition">What it is told; the other planes are zero.</param>
    /// <param name="planes">2 x height x width numbers.</param>
    public void Write(InstanceCondition condition, Span<float> planes)
    {
        planes.Clear();
        int pixels = Foreground.Width * Foreground.Height;
        if (condition != InstanceCondition.None) Foreground.AsSpan<float>().CopyTo(planes);
        if (condition == InstanceCondition.Border) Nearness.AsSpan<float>().CopyTo(planes[pixels..]);
    }

    /// <summary>Frees the planes.</summary>
    public void Dispose()
    {
        Foreground.Dispose();
        Nearness.Dispose();
    }

    private static Mat NearnessOf(Mat border)
    {
        Mat nearness = new(border.Size(), MatType.CV_32FC1, Scalar.All(0));
        if (Cv2.CountNonZero(border) == 0) return nearness; // the distance to nothing is a large number
        using Mat elsewhere = new(), distance = new();
        Cv2.BitwiseNot(border, elsewhere);
        Cv2.DistanceTransform(elsewhere, distance, DistanceTypes.L2, DistanceTransformMasks.Precise);
        distance.ConvertTo(nearness, MatType.CV_32FC1, -1.0 / (Reach + 1), 1);
        Cv2.Max(nearness, 0, nearness);
        return nearness;
    }
}
