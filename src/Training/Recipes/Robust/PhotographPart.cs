using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>A part of a photograph and the place that it takes, scaled, on an input.</summary>
/// <param name="Part">In pixels of the photograph.</param>
/// <param name="Place">In pixels of the input.</param>
internal readonly record struct PhotographPart(Rect Part, Rect Place)
{
    private const int SmallestSide = 16;
    private const double LargestCover = 1.7, SmallestObject = 2, SmallestFound = 8, LeastSeen = 0.25;

    /// <summary>
    /// The part of a photograph that is taken, all of it where it fits into the input, placed anywhere on it.
    /// </summary>
    /// <param name="image">Size of the photograph in pixels.</param>
    /// <param name="side">Side of the input in pixels.</param>
    /// <param name="smallest">Least factor by which a photograph that fills the input is scaled.</param>
    /// <param name="largest">The largest.</param>
    /// <param name="random">Draws factor, part and place.</param>
    public static PhotographPart Within(Size image, int side, double smallest, double largest, RandomSource random)
    {
        double fit = Math.Min((double)side / image.Width, (double)side / image.Height);
        double scale = fit * smallest * Math.Exp(Math.Log(largest / smallest) * random.NextDouble());
        Rect part = AnyPart(image, new Size(side / scale, side / scale), random);
        Size size = new(SideOf(part.Width), SideOf(part.Height));
        return new PhotographPart(part, AnyPart(new Size(side, side), size, random));

        int SideOf(int pixels) => Math.Clamp((int)(pixels * scale), Math.Min(SmallestSide, side), side);
    }

    /// <summary>Any part of a photograph that covers a place, at up to 1.7 times the scale that covers it.</summary>
    public static PhotographPart Covering(Size image, Rect place, RandomSource random)
    {
        double cover = Math.Max((double)place.Width / image.Width, (double)place.Height / image.Height);
        double scale = cover * random.Uniform(1, LargestCover);
        Size size = new(Math.Max(1, place.Width / scale), Math.Max(1, place.Height / scale));
        return new PhotographPart(AnyPart(image, size, random), place);
    }

    /// <summary>The part, scaled to the size of its place; owned by the caller.</summary>
    public Mat Scale(Mat image)
    {
        using Mat source = new(image, Part);
        Mat scaled = new();
        InterpolationFlags method = Place.Width < Part.Width ? InterpolationFlags.Area : InterpolationFlags.Linear;
        Cv2.Resize(source, scaled, Place.Size, 0, 0, method);
        return scaled;
    }

    /// <summary>
    /// Objects of the photograph where they come to lie on the input, without those of which less than a quarter does,
    /// or too few pixels.
    /// </summary>
    public IEnumerable<PlacedBox> Follow(IEnumerable<PlacedBox> objects)
    {
        foreach (PlacedBox item in objects)
        {
            if (Follow(item.Box, item.Score is null ? SmallestObject : SmallestFound) is { } box)
                yield return item with { Box = box };
        }
    }

    private Rect2d? Follow(Rect2d box, double least)
    {
        Rect2d seen = box.Intersect(new Rect2d(Part.X, Part.Y, Part.Width, Part.Height));
        double x = (double)Place.Width / Part.Width, y = (double)Place.Height / Part.Height;
        if (seen.Width * x < least || seen.Height * y < least) return null;
        if (seen.Width * seen.Height < LeastSeen * box.Width * box.Height) return null;
        return new Rect2d(
            Place.X + (seen.X - Part.X) * x, Place.Y + (seen.Y - Part.Y) * y, seen.Width * x, seen.Height * y);
    }

    private static Rect AnyPart(Size whole, Size most, RandomSource random)
    {
        int width = Math.Min(whole.Width, most.Width), height = Math.Min(whole.Height, most.Height);
        return new Rect(
            random.NextIndex(whole.Width - width + 1), random.NextIndex(whole.Height - height + 1), width, height);
    }
}
