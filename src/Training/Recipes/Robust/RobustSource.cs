using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Pairs of a picture and its degraded copy, each on one square input: a photograph, scaled, mirrored half of the time,
/// placed anywhere, or a mosaic of four; degraded, enlarged back into its place; with its annotated objects, if any.
/// One size per batch. Thread-safe.
/// </summary>
/// <param name="photographs">The photographs.</param>
/// <param name="recipe">The recipe.</param>
/// <param name="sides">Sides of the inputs.</param>
/// <param name="look">What finds more on a photograph than the teacher within a step; null for nothing.</param>
internal sealed class RobustSource(
    AnnotatedDataSet photographs, RobustRecipe recipe, IReadOnlyList<int> sides, LargerLook? look = null)
    : SampleSource
{
    private const double LeastQuarter = 0.3, LargestQuarter = 0.7;

    private readonly NoiseFilter? _filter = recipe.Denoise
        ? NoiseFilter.Load(new() { Provider = ExecutionProvider.Cpu, Threads = 1 })
        : null;

    public override TrainingBatch Make(long step)
    {
        RandomSource random = new(RandomSource.DeriveSeed(recipe.Seed, step));
        int side = sides[random.NextIndex(sides.Count)];
        TrainingBatch batch = new(step, recipe.BatchSize, new Size(side, side), new Size(side, side));
        int[] indices = BatchOrder.Indices(recipe.Seed, step, recipe.BatchSize, photographs.Images.Count);
        for (int i = 0; i < recipe.BatchSize; i++)
        {
            AnnotatedImage photograph = photographs.Images[indices[i]];
            using RobustPicture picture = IsMosaic(random)
                ? Mosaic(photograph, side, random)
                : Single(photograph, side, random);
            batch.Names.Add(picture.Name);
            batch.Labels.AddRange(picture.Objects.Select(item => item with { Image = i }));
            Write(batch, i, picture, random);
        }
        return batch;
    }

    public override void Dispose()
    {
        look?.Dispose();
        _filter?.Dispose();
        base.Dispose();
    }

    // Nothing is drawn where there are none, so that runs without mosaics stay what they were.
    private bool IsMosaic(RandomSource random) =>
        recipe.MosaicShare > 0 && random.NextDouble() < recipe.MosaicShare;

    private RobustPicture Single(AnnotatedImage photograph, int side, RandomSource random)
    {
        (Mat image, IReadOnlyList<PlacedBox> objects) = Vary(photograph, random);
        using (image)
        {
            PhotographPart part = PhotographPart.Within(
                image.Size(), side, recipe.SmallestScale, recipe.LargestScale, random);
            return new RobustPicture(part.Scale(image), part.Place, [.. part.Follow(objects)], photograph.Name);
        }
    }

    /// <summary>Parts of a photograph and of three others, each of which covers a quarter.</summary>
    private RobustPicture Mosaic(AnnotatedImage first, int side, RandomSource random)
    {
        Mat canvas = new(side, side, MatType.CV_8UC3);
        List<PlacedBox> placed = [];
        List<string> names = [];
        foreach (Rect quarter in Quarters(side, random))
        {
            AnnotatedImage photograph =
                names.Count == 0 ? first : photographs.Images[random.NextIndex(photographs.Images.Count)];
            (Mat image, IReadOnlyList<PlacedBox> objects) = Vary(photograph, random);
            using (image)
            {
                PhotographPart part = PhotographPart.Covering(image.Size(), quarter, random);
                using Mat scaled = part.Scale(image);
                using Mat view = new(canvas, quarter);
                scaled.CopyTo(view);
                placed.AddRange(part.Follow(objects));
            }
            names.Add(photograph.Name);
        }
        return new RobustPicture(canvas, new Rect(0, 0, side, side), placed, string.Join(" + ", names));
    }

    private static IEnumerable<Rect> Quarters(int side, RandomSource random)
    {
        int x = (int)(side * random.Uniform(LeastQuarter, LargestQuarter));
        int y = (int)(side * random.Uniform(LeastQuarter, LargestQuarter));
        return [new(0, 0, x, y), new(x, 0, side - x, y), new(0, y, x, side - y), new(x, y, side - x, side - y)];
    }

    /// <summary>A photograph, mirrored half of the time, with its objects in its pixels.</summary>
    private (Mat Image, IReadOnlyList<PlacedBox> Objects) Vary(AnnotatedImage photograph, RandomSource random)
    {
        Mat image = photograph.Read();
        IEnumerable<PlacedBox> objects = ObjectsOf(photograph, image);
        if (random.NextDouble() < 0.5)
        {
            Cv2.Flip(image, image, FlipMode.Y);
            objects = objects.Select(item => item with { Box = Mirror(item.Box, image.Width) });
        }
        return (image, [.. objects]);
    }

    private List<PlacedBox> ObjectsOf(AnnotatedImage photograph, Mat image) =>
    [
        .. photograph.Annotations.Select(known => new PlacedBox(0, known.ClassId, known.Box)),
        .. look?.At(photograph, image).Select(found => new PlacedBox(0, found.ClassId, found.Box, found.Score)) ?? [],
    ];

    private static Rect2d Mirror(Rect2d box, int width) => box with { X = width - box.X - box.Width };

    private void Write(TrainingBatch batch, int index, RobustPicture picture, RandomSource random)
    {
        long seed = random.NextSeed();
        using Mat clean = Place(picture.Image, picture.Place, batch.CleanSize);
        using Mat? degraded = random.NextDouble() < recipe.CleanShare ? null : Degrade(picture.Image, seed);
        using Mat? quiet = _filter?.Enhance(degraded ?? picture.Image, FrontEndContext.None);
        if ((quiet ?? degraded) is not { } seen)
        {
            batch.Write(index, clean, clean);
            return;
        }
        using Mat poor = Place(seen, picture.Place, batch.InputSize);
        batch.Write(index, poor, clean);
    }

    /// <summary>The degraded picture; null where it is too small for an effect, and stays clean.</summary>
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

    private static Mat Place(Mat image, Rect place, Size input)
    {
        Mat canvas = new(input, MatType.CV_8UC3, Augmentation.Padding);
        using Mat view = new(canvas, place);
        if (image.Size() == place.Size) image.CopyTo(view);
        else Cv2.Resize(image, view, place.Size, 0, 0, InterpolationFlags.Linear);
        return canvas;
    }
}
