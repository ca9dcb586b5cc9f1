using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// The pixels of one figure, without smoothed edges: <see cref="Mask"/> is its whole outline, <see cref="Pattern"/> the
/// part in its second colour.
/// </summary>
internal sealed class SceneFigure : IDisposable
{
    private SceneFigure(int classId, Mat mask, Mat pattern)
    {
        ClassId = classId;
        Mask = mask;
        Pattern = pattern;
    }

    public int ClassId { get; }

    /// <summary>8-bit, 255 on the figure, of the size of the image.</summary>
    public Mat Mask { get; }

    /// <summary>8-bit, 255 where the second colour goes; a subset of <see cref="Mask"/>.</summary>
    public Mat Pattern { get; }

    /// <param name="classId">Index into <see cref="SceneRenderer.ClassNames"/>.</param>
    /// <param name="centre">Centre in pixels.</param>
    /// <param name="side">Diameter of the circle that holds the figure, in pixels.</param>
    /// <param name="angle">Rotation in radians.</param>
    /// <param name="size">Size of the image.</param>
    public static SceneFigure Draw(int classId, Point2d centre, double side, double angle, Size size)
    {
        Mat mask = new(size, MatType.CV_8UC1, Scalar.Black);
        Mat pattern = new(size, MatType.CV_8UC1, Scalar.Black);
        double radius = side / 2;
        switch (SceneRenderer.ClassNames[classId])
        {
            case "disc":
                FillCircle(mask, centre, radius, 255);
                break;
            case "stripes":
                FillCircle(mask, centre, radius, 255);
                for (int stripe = -2; stripe <= 2; stripe += 2)
                    FillBar(pattern, centre, angle, stripe * side / 6, side / 12, radius);
                break;
            case "ring":
                FillCircle(mask, centre, radius, 255);
                FillCircle(mask, centre, 0.5 * radius, 0);
                break;
            case "square":
                Fill(mask, RegularPolygon(4, centre, radius, radius, angle));
                Fill(pattern, RegularPolygon(4, centre, 0.5 * radius, 0.5 * radius, angle));
                break;
            case "triangle":
                Fill(mask, RegularPolygon(3, centre, radius, radius, angle));
                break;
            case "star":
                Fill(mask, RegularPolygon(10, centre, radius, 0.45 * radius, angle));
                break;
        }

        Cv2.BitwiseAnd(pattern, mask, pattern);
        return new SceneFigure(classId, mask, pattern);
    }

    public void Dispose()
    {
        Mask.Dispose();
        Pattern.Dispose();
    }

    // Corners alternate between two radii: equal ones give a regular polygon, unequal ones a star.
    private static Point2d[] RegularPolygon(int corners, Point2d centre, double outer, double inner, double angle) =>
    [
        .. Enumerable.Range(0, corners)
            .Select(corner => Polar(centre, corner % 2 == 0 ? outer : inner, angle + corner * Math.Tau / corners)),
    ];

    private static void FillBar(
        Mat target, Point2d centre, double angle, double offset, double halfWidth, double halfLength)
    {
        Point2d along = Polar(default, halfLength, angle);
        Point2d middle = centre + Polar(default, offset, angle + Math.PI / 2);
        Point2d across = Polar(default, halfWidth, angle + Math.PI / 2);
        Fill(
            target,
            [middle - along - across, middle + along - across, middle + along + across, middle - along + across]);
    }

    private static Point2d Polar(Point2d centre, double radius, double angle) =>
        new(centre.X + radius * Math.Cos(angle), centre.Y + radius * Math.Sin(angle));

    private static void FillCircle(Mat target, Point2d centre, double radius, byte value)
    {
        const int fractionBits = 8;
        Cv2.Circle(
            target, Fixed(centre, fractionBits),
            (int)Math.Round(radius * (1 << fractionBits)), new Scalar(value), -1, LineTypes.Link8, fractionBits);
    }

    private static void Fill(Mat target, IEnumerable<Point2d> corners)
    {
        const int fractionBits = 8;
        Cv2.FillPoly(
            target, [corners.Select(corner => Fixed(corner, fractionBits))], Scalar.White, LineTypes.Link8,
            fractionBits);
    }

    private static Point Fixed(Point2d point, int fractionBits) =>
        new((int)Math.Round(point.X * (1 << fractionBits)), (int)Math.Round(point.Y * (1 << fractionBits)));
}
