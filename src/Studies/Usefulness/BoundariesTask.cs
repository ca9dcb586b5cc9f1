using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Finding what people drew as boundaries by the length of the gradient at a scale of two pixels; nothing is learned.
/// Pixels within two of one that half of the people drew count as boundary.
/// </summary>
public sealed class BoundariesTask : VisionTask
{
    private const double Sigma = 2, HalfOfPeople = 127;

    private readonly List<Mat> _pictures = [], _boundaries = [];

    /// <summary>Reads pictures and boundaries.</summary>
    /// <param name="folder">Folder of <c>images/test</c> and <c>boundaries/test</c>, PNG of the same names.</param>
    /// <param name="count">Pictures at most.</param>
    /// <exception cref="StudyException">There is no such folder, or no picture in it.</exception>
    /// <exception cref="FileNotFoundException">A picture has no boundaries.</exception>
    public BoundariesTask(string folder, int count = int.MaxValue)
    {
        foreach (string path in StudyPictures.List(Path.Combine(folder, "images", "test")).Take(count))
        {
            string name = Path.ChangeExtension(Path.GetFileName(path), ".png");
            _pictures.Add(ImageFile.Read(path));
            using Mat drawn = ImageFile.Read(Path.Combine(folder, "boundaries", "test", name));
            _boundaries.Add(Widen(drawn));
        }
    }

    /// <inheritdoc/>
    public override string Name => "boundaries";

    /// <inheritdoc/>
    public override string Measure => "AUC";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown)
    {
        using Mat strength = Gradient(shown);
        using Mat boundary = _boundaries[index][0, shown.Height, 0, shown.Width].Clone();
        ReadOnlySpan<float> values = strength.AsSpan<float>();
        ReadOnlySpan<byte> drawn = boundary.AsSpan<byte>();
        (double, bool)[] pixels = new (double, bool)[values.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (values[i], drawn[i] > 0);
        return RankAuc.Of(pixels);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _boundaries.ForEach(boundary => boundary.Dispose());
    }

    private static Mat Widen(Mat drawn)
    {
        using Mat grey = drawn.CvtColor(ColorConversionCodes.BGR2GRAY);
        using Mat agreed = grey.Threshold(HalfOfPeople, 255, ThresholdTypes.Binary);
        using Mat disk = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));
        return agreed.Dilate(disk);
    }

    private static Mat Gradient(Mat picture)
    {
        using Mat grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY), exact = new();
        grey.ConvertTo(exact, MatType.CV_32FC1);
        using Mat smooth = exact.GaussianBlur(new Size(0, 0), Sigma);
        using Mat x = smooth.Sobel(MatType.CV_32F, 1, 0), y = smooth.Sobel(MatType.CV_32F, 0, 1);
        Mat length = new();
        Cv2.Magnitude(x, y, length);
        return length;
    }
}
