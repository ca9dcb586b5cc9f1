using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>Writes rendered scenes as a YOLO data set, so that everything that reads data sets reads them.</summary>
public static class SceneDataSet
{
    /// <summary>One scene in this many goes into the split <c>val</c>, the others into <c>train</c>.</summary>
    public const int ValidationShare = 5;

    /// <summary>
    /// Renders scenes into a folder: <c>data.yaml</c>, <c>images/SPLIT/*.png</c> and <c>labels/SPLIT/*.txt</c>. The
    /// same arguments give the same files.
    /// </summary>
    /// <param name="folder">The data set's folder; made if absent.</param>
    /// <param name="count">Number of scenes, at least 5.</param>
    /// <param name="seed">Seed of the first scene; each has its own.</param>
    /// <param name="size">Size of the images in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too few scenes, or too small ones.</exception>
    /// <exception cref="DataSetException">A file cannot be written.</exception>
    /// <exception cref="IOException">The folder or an image cannot be written.</exception>
    public static void Write(string folder, int count, int seed, Size size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, ValidationShare);
        SceneRenderer renderer = new(size);
        AnnotatedImage[] images = new AnnotatedImage[count];
        Directory.CreateDirectory(Path.Combine(folder, "images", "train"));
        Directory.CreateDirectory(Path.Combine(folder, "images", "val"));
        try
        {
            Parallel.For(0, count, index => images[index] = WriteImage(renderer, folder, index, seed));
        }
        catch (AggregateException error)
            when (error.InnerExceptions.FirstOrDefault(inner => inner is IOException) is { } inner)
        {
            throw new IOException(inner.Message, inner);
        }

        foreach (string split in (string[])["train", "val"])
            YoloDataSet.Write(
                new AnnotatedDataSet(
                    SceneRenderer.ClassNames, [.. images.Where((_, index) => SplitOf(index) == split)]),
                folder, split);
    }

    private static AnnotatedImage WriteImage(SceneRenderer renderer, string folder, int index, int seed)
    {
        using Scene scene = renderer.Render(Seeds.Derive(seed, index));
        string name = $"{index:D6}.png";
        string path = AnnotatedDataSet.ImagePath(folder, SplitOf(index), DataSetFormat.Yolo, name);
        Cv2.ImEncode(".png", scene.Image, out byte[] png);
        AtomicFile.Write(path, stream => stream.Write(png));
        return new AnnotatedImage(path, name, scene.Image.Size(), scene.Annotations);
    }

    private static string SplitOf(int index) => index % ValidationShare == ValidationShare - 1 ? "val" : "train";
}
