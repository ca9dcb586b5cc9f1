using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Pairs of a photograph and its degraded copy, each on one square input: scaled, mirrored half of the time, placed
/// anywhere, degraded, enlarged back into its place. One size per batch. Thread-safe.
/// </summary>
internal sealed class RobustSource(AnnotatedDataSet photographs, RobustRecipe recipe, IReadOnlyList<int> sides)
    : SampleSource
{
    private const int SmallestSide = 16;

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
            Add(batch, i, image, side, random);
        }
        return batch;
    }

    private void Add(TrainingBatch batch, int index, Mat image, int side, RandomSource random)
    {
        if (random.NextDouble() < 0.5) Cv2.Flip(image, image, FlipMode.Y);
        using Mat scaled = Scale(image, side, random);
        Rect place = new(
            random.NextIndex(side - scaled.Width + 1), random.NextIndex(side - scaled.Height + 1), scaled.Width,
            scaled.Height);
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

    /// <summary>The photograph, or a part of it where it becomes larger than the input.</summary>
    private Mat Scale(Mat image, int side, RandomSource random)
    {
        double fit = Math.Min((double)side / image.Width, (double)side / image.Height);
        double range = Math.Log(recipe.LargestScale / recipe.SmallestScale);
        double scale = fit * recipe.SmallestScale * Math.Exp(range * random.NextDouble());
        int width = Math.Min(image.Width, (int)(side / scale)), height = Math.Min(image.Height, (int)(side / scale));
        Rect part = new(
            random.NextIndex(image.Width - width + 1), random.NextIndex(image.Height - height + 1), width, height);
        Size size = new(SideOf(width), SideOf(height));
        using Mat source = new(image, part);
        Mat scaled = new();
        Cv2.Resize(source, scaled, size, 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return scaled;

        int SideOf(int pixels) => Math.Clamp((int)(pixels * scale), Math.Min(SmallestSide, side), side);
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
