using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Draws annotated scenes: figures of six classes, from 8 pixels up, partly hidden by one another, on a textured
/// background with unlabelled strokes. Data for tests, examples and first steps that needs no licence and no download;
/// it says nothing about photographs. A seed gives the same bytes every time and on any thread.
/// </summary>
public sealed class SceneRenderer
{
    /// <summary>
    /// Classes that differ by outline (disc, square, triangle, star), by a hole (ring) and by pattern alone (disc
    /// against stripes).
    /// </summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["disc", "stripes", "ring", "square", "triangle", "star"];

    private const double SmallestSide = 8;
    private const double LargestShare = 0.4;          // of the shorter image side
    private const double PixelsPerObject = 8000;      // of image area, on average
    private const double MostHidden = 0.5;            // of an object's pixels
    private const int LeastContrast = 45;             // grey levels between an object and the background around it

    private readonly Size _size;

    /// <summary>Renders images of one size.</summary>
    /// <param name="size">Size in pixels, each side at least 32.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is shorter.</exception>
    public SceneRenderer(Size size)
    {
        if (size.Width < 32 || size.Height < 32)
            throw new ArgumentOutOfRangeException(
                nameof(size), $"{size.Width}x{size.Height}", "A scene needs at least 32x32 pixels.");
        _size = size;
    }

    /// <summary>Draws one scene. The caller disposes it.</summary>
    /// <param name="seed">Any number; the same one gives the same scene.</param>
    public Scene Render(int seed)
    {
        SubtractiveRandom random = new(seed);
        Mat image = SceneBackground.Draw(_size, random);
        // which object each pixel shows: 0 none, n the n-th drawn
        using Mat owner = new(_size, MatType.CV_8UC1, Scalar.Black);
        List<Drawn> drawn = [];
        int count = random.Next(1, 2 + (int)(2 * _size.Width * _size.Height / PixelsPerObject));
        for (int i = 0; i < Math.Min(count, byte.MaxValue); i++)
        {
            using SceneFigure figure = DrawFigure(random);
            if (!LeavesOthersVisible(figure.Mask, owner, drawn)) continue;
            Paint(image, figure, random);
            owner.SetTo(new Scalar(drawn.Count + 1), figure.Mask);
            drawn.Add(new Drawn(figure.ClassId, Cv2.CountNonZero(figure.Mask)));
        }

        return new Scene(
            image, [.. drawn.Select((figure, index) => new Annotation(VisibleBox(owner, index + 1), figure.ClassId))]);
    }

    private SceneFigure DrawFigure(SubtractiveRandom random)
    {
        double largest = Math.Max(SmallestSide, LargestShare * Math.Min(_size.Width, _size.Height));
        // small ones are as likely as large ones
        double side = SmallestSide * Math.Pow(largest / SmallestSide, random.NextDouble());
        // Every figure lies inside the image: the pixel budget of "hidden" then only counts other figures.
        double margin = side / 2 + 1;
        Point2d centre = new(
            margin + random.NextDouble() * Math.Max(0, _size.Width - 2 * margin),
            margin + random.NextDouble() * Math.Max(0, _size.Height - 2 * margin));
        return SceneFigure.Draw(random.Next(ClassNames.Count), centre, side, random.NextDouble() * Math.Tau, _size);
    }

    private static bool LeavesOthersVisible(Mat mask, Mat owner, List<Drawn> drawn)
    {
        using Mat remaining = owner.Clone();
        remaining.SetTo(Scalar.Black, mask);
        return drawn.Select((figure, index) => (figure.Pixels, Visible: CountOf(remaining, index + 1)))
            .All(figure => figure.Visible >= (1 - MostHidden) * figure.Pixels);
    }

    private static void Paint(Mat image, SceneFigure figure, SubtractiveRandom random)
    {
        Scalar around = Cv2.Mean(image, figure.Mask);
        Scalar fill = ContrastingColour(random, around);
        image.SetTo(fill, figure.Mask);
        image.SetTo(ContrastingColour(random, fill), figure.Pattern);
    }

    private static Scalar ContrastingColour(SubtractiveRandom random, Scalar other)
    {
        while (true)
        {
            Scalar colour = new(random.Next(256), random.Next(256), random.Next(256));
            if (Math.Abs(Grey(colour) - Grey(other)) >= LeastContrast) return colour;
        }
    }

    private static double Grey(Scalar bgr) => 0.114 * bgr.Val0 + 0.587 * bgr.Val1 + 0.299 * bgr.Val2;

    private static int CountOf(Mat owner, int number)
    {
        using Mat pixels = Pixels(owner, number);
        return Cv2.CountNonZero(pixels);
    }

    private static Rect2d VisibleBox(Mat owner, int number)
    {
        using Mat pixels = Pixels(owner, number);
        Rect box = Cv2.BoundingRect(pixels);
        return new Rect2d(box.X, box.Y, box.Width, box.Height);
    }

    private static Mat Pixels(Mat owner, int number)
    {
        Mat pixels = new();
        Cv2.Compare(owner, new Scalar(number), pixels, CmpTypes.EQ);
        return pixels;
    }

    private readonly record struct Drawn(int ClassId, int Pixels);
}
