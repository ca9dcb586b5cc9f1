using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// One drawn variation of a training image: zoom, crop with padding, mirror, colours. Drawing is apart from applying,
/// so that a sample can be replayed.
/// </summary>
/// <param name="CropSize">Side of the square result in pixels.</param>
/// <param name="Window">The part of the image that becomes the result; may reach beyond the image.</param>
/// <param name="Flip">Whether left and right change places.</param>
/// <param name="Contrast">Factor around mid-grey.</param>
/// <param name="Gains">Factor per channel, BGR, brightness included.</param>
internal sealed record Augmentation(int CropSize, Rect Window, bool Flip, double Contrast, Scalar Gains)
{
    /// <summary>The grey that <see cref="Detector"/> pads with.</summary>
    public static readonly Scalar Padding = Scalar.All(114);

    // INTER_NEAREST_EXACT, which OpenCvSharp has no name for; INTER_NEAREST takes the pixel at the corner.
    private const InterpolationFlags Nearest = (InterpolationFlags)6;

    public static Augmentation Draw(SubtractiveRandom random, Size image, AugmentationOptions options)
    {
        double zoom = options.MinimumZoom * Math.Pow(options.MaximumZoom / options.MinimumZoom, random.NextDouble());
        int side = (int)Math.Round(options.CropSize / zoom); // whole pixels: the resized window then maps boxes exactly
        Rect window = new(DrawOrigin(random, image.Width, side), DrawOrigin(random, image.Height, side), side, side);
        bool flip = random.NextDouble() < options.FlipProbability;
        double contrast = Jitter(random, options.ColourJitter);
        double brightness = Jitter(random, options.ColourJitter);
        Scalar gains = new(
            brightness * Jitter(random, options.ColourJitter / 3),
            brightness * Jitter(random, options.ColourJitter / 3),
            brightness * Jitter(random, options.ColourJitter / 3));
        return new Augmentation(options.CropSize, window, flip, contrast, gains);
    }

    /// <summary>The varied image, 8-bit BGR, owned by the caller.</summary>
    public Mat Apply(Mat image)
    {
        using Mat padded = new(Window.Size, MatType.CV_8UC3, Padding);
        Fill(padded, image, Recolour);
        return Resize(padded, Window.Width > CropSize ? InterpolationFlags.Area : InterpolationFlags.Linear);
    }

    /// <summary>The labels of the varied image, owned by the caller: the nearest, and none beyond the image.</summary>
    /// <param name="labels">The classes of the image's pixels, CV_8UC1.</param>
    public Mat ApplyToLabels(Mat labels)
    {
        using Mat padded = new(Window.Size, MatType.CV_8UC1, Scalar.All(LabelMap.None));
        Fill(padded, labels, (part, view) => part.CopyTo(view));
        return Resize(padded, Nearest);
    }

    /// <summary>The boxes of the varied image: those of which enough lies in the crop, cut at its edges.</summary>
    public IReadOnlyList<Annotation> Map(IEnumerable<Annotation> annotations, double minimumVisibility)
    {
        List<Annotation> mapped = [];
        foreach (Annotation annotation in annotations.Where(annotation => !annotation.Crowd))
        {
            Rect2d visible = annotation.Box.Intersect(new Rect2d(Window.X, Window.Y, Window.Width, Window.Height));
            if (visible.Width <= 0 || visible.Height <= 0) continue;
            if (visible.Width * visible.Height < minimumVisibility * annotation.Box.Width * annotation.Box.Height)
                continue;
            double zoom = (double)CropSize / Window.Width;
            double left = zoom * (visible.X - Window.X), width = zoom * visible.Width;
            mapped.Add(
                new Annotation(
                    new Rect2d(
                        Flip ? CropSize - left - width : left, zoom * (visible.Y - Window.Y), width,
                        zoom * visible.Height),
                    annotation.ClassId));
        }

        return mapped;
    }

    private void Fill(Mat padded, Mat image, Action<Mat, Mat> copy)
    {
        Rect covered = Window.Intersect(new Rect(0, 0, image.Width, image.Height));
        if (covered is not { Width: > 0, Height: > 0 }) return;
        using Mat part = new(image, covered);
        using Mat view = new(padded, covered - Window.Location);
        copy(part, view);
    }

    private Mat Resize(Mat padded, InterpolationFlags interpolation)
    {
        Mat result = new();
        Cv2.Resize(padded, result, new Size(CropSize, CropSize), 0, 0, interpolation);
        if (Flip) Cv2.Flip(result, result, FlipMode.Y);
        return result;
    }

    // value -> gain * (contrast * (value - 128) + 128)
    private void Recolour(Mat part, Mat view)
    {
        using Mat scaled = new();
        part.ConvertTo(scaled, MatType.CV_8UC3, Contrast, 128 * (1 - Contrast));
        Cv2.Multiply(scaled, Gains, view);
    }

    // A window that fits is moved inside the image; the image is moved inside a window that is larger.
    private static int DrawOrigin(SubtractiveRandom random, int extent, int side) =>
        (int)Math.Round(random.NextDouble() * (extent - side));

    private static double Jitter(SubtractiveRandom random, double amount) => 1 + amount * (2 * random.NextDouble() - 1);
}
