using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Pairs of a photograph and its degraded copy, each on one square input: scaled, mirrored half of the time, placed
/// anywhere, degraded, enlarged back into its place; with its annotated objects, if any. One size per batch.
/// Thread-safe.
/// </summary>
/// <param name="photographs">The photographs.</param>
/// <param name="recipe">The recipe.</param>
/// <param name="sides">Sides of the inputs.</param>
/// <param name="look">What finds more on a photograph than the teacher within a step; null for nothing.</param>
internal sealed class RobustSource(
    AnnotatedDataSet photographs, RobustRecipe recipe, IReadOnlyList<int> sides, LargerLook? look = null)
    : SampleSource
{
    private const int SmallestSide = 16;
    private const double SmallestObject = 2, SmallestFound = 8, LeastSeen = 0.25;

    public override TrainingBatch Make(long step)
    {
        RandomSource random = new(RandomSource.DeriveSeed(recipe.Seed, step));
        int side = sides[random.NextIndex(sides.Count)];
        TrainingBatch batch = new(step, recipe.BatchSize, new Size(side, side), new Size(side, side));
        int[] indices = BatchOrder.Indices(recipe.Seed, step, recipe.BatchSize, photographs.Images.Count);
        for (int i = 0; i < recipe.BatchSize; i++)
        {
            AnnotatedImage photograph = photographs.Images[indices[i]];
            batch.Names.Add(photograph.Name);
            using Mat image = photograph.Read();
            Add(batch, i, image, ObjectsOf(photograph, image), side, random);
        }
        return batch;
    }

    public override void Dispose()
    {
        look?.Dispose();
        base.Dispose();
    }

    /// <summary>Objects in pixels of the photograph, of no image of the batch yet.</summary>
    private List<PlacedBox> ObjectsOf(AnnotatedImage photograph, Mat image) =>
    [
        .. photograph.Annotations.Select(known => new PlacedBox(0, known.ClassId, known.Box)),
        .. look?.At(photograph, image).Select(found => new PlacedBox(0, found.ClassId, found.Box, found.Score)) ?? [],
    ];

    private void Add(
        TrainingBatch batch, int index, Mat image, IReadOnlyList<PlacedBox> objects, int side, RandomSource random)
    {
        bool mirrored = random.NextDouble() < 0.5;
        if (mirrored) Cv2.Flip(image, image, FlipMode.Y);
        (Rect part, Size size) = Choose(image.Size(), side, random);
        using Mat scaled = Scale(image, part, size);
        Rect place = new(
            random.NextIndex(side - scaled.Width + 1), random.NextIndex(side - scaled.Height + 1), scaled.Width,
            scaled.Height);
        foreach (PlacedBox item in objects)
        {
            double least = item.Score is null ? SmallestObject : SmallestFound;
            if (Follow(mirrored ? Mirror(item.Box, image.Width) : item.Box, part, place, least) is { } box)
                batch.Labels.Add(item with { Image = index, Box = box });
        }
        long seed = random.NextSeed();
        using Mat clean = Place(scaled, place, side);
        using Mat? degraded = random.NextDouble() < recipe.CleanShare ? null : Degrade(scaled, seed);
        if (degraded is null)
        {
            batch.Write(index, clean, clean);
            return;
        }
        using Mat poor = Place(degraded, place, side);
        batch.Write(index, poor, clean);
    }

    /// <summary>
    /// The part of a photograph that is taken, all of it where it fits into the input, and its size there.
    /// </summary>
    private (Rect Part, Size Size) Choose(Size image, int side, RandomSource random)
    {
        double fit = Math.Min((double)side / image.Width, (double)side / image.Height);
        double range = Math.Log(recipe.LargestScale / recipe.SmallestScale);
        double scale = fit * recipe.SmallestScale * Math.Exp(range * random.NextDouble());
        int width = Math.Min(image.Width, (int)(side / scale)), height = Math.Min(image.Height, (int)(side / scale));
        Rect part = new(
            random.NextIndex(image.Width - width + 1), random.NextIndex(image.Height - height + 1), width, height);
        return (part, new Size(SideOf(width), SideOf(height)));

        int SideOf(int pixels) => Math.Clamp((int)(pixels * scale), Math.Min(SmallestSide, side), side);
    }

    private static Mat Scale(Mat image, Rect part, Size size)
    {
        using Mat source = new(image, part);
        Mat scaled = new();
        InterpolationFlags method = size.Width < part.Width ? InterpolationFlags.Area : InterpolationFlags.Linear;
        Cv2.Resize(source, scaled, size, 0, 0, method);
        return scaled;
    }

    private static Rect2d Mirror(Rect2d box, int width) => box with { X = width - box.X - box.Width };

    /// <summary>Where an object comes to lie; null where less than a quarter of it does, or too few pixels.</summary>
    private static Rect2d? Follow(Rect2d box, Rect part, Rect place, double least)
    {
        Rect2d seen = box.Intersect(new Rect2d(part.X, part.Y, part.Width, part.Height));
        double x = (double)place.Width / part.Width, y = (double)place.Height / part.Height;
        if (seen.Width * x < least || seen.Height * y < least) return null;
        if (seen.Width * seen.Height < LeastSeen * box.Width * box.Height) return null;
        return new Rect2d(
            place.X + (seen.X - part.X) * x, place.Y + (seen.Y - part.Y) * y, seen.Width * x, seen.Height * y);
    }

    /// <summary>The degraded photograph; null where it is too small for an effect, and stays clean.</summary>
    private Mat? Degrade(Mat image, long seed)
    {
        if (recipe.Degradation is not { } degradation) return null;
        try
        {
            return degradation.Sample(seed, image.Size()).Apply(image);
        }
        catch (DegradationException)
        {
            return null;
        }
    }

    private static Mat Place(Mat image, Rect place, int side)
    {
        Mat canvas = new(side, side, MatType.CV_8UC3, Augmentation.Padding);
        using Mat view = new(canvas, place);
        if (image.Size() == place.Size) image.CopyTo(view);
        else Cv2.Resize(image, view, place.Size, 0, 0, InterpolationFlags.Linear);
        return canvas;
    }
}
