using DetectionSdk.Degradation;
using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>
/// A degraded copy of an annotated data set on disk: images, boxes and areas, in the format of the original.
/// </summary>
/// <param name="Written">The copy, as it was written.</param>
/// <param name="VanishedBoxes">
/// Boxes whose shorter side is below one pixel in the copy. They are kept and counted here.
/// </param>
/// <param name="Failures">Images that could not be degraded; they are left out of the copy.</param>
public sealed record DegradedDataSet(
    AnnotatedDataSet Written, int VanishedBoxes, IReadOnlyList<DegradationFailure> Failures)
{
    /// <summary>
    /// Writes a degraded copy. Images are PNG, so that the copy is bit for bit what <see cref="DataSetDegradation"/>
    /// makes on the fly with the same seed. A job that was interrupted continues when it is started again. Where two
    /// images have one stem, the second copy and its labels get a number.
    /// </summary>
    /// <param name="dataSet">The original. In YOLO format if it was made in memory.</param>
    /// <param name="root">Folder that the recorded sources are relative to: the data set's own.</param>
    /// <param name="output">Folder of the copy.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="pipeline">What the plans are drawn from.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="copies">
    /// Degraded copies of each image, as <see cref="DataSetDegradation"/> makes them; of more than one the first is
    /// <c>cam-1.png</c>.
    /// </param>
    /// <param name="shard">
    /// The part of the images to write, beside the other parts in the same folder; no annotations then. The call
    /// without comes last and writes them, see <see cref="DegradationJob.Shard"/>.
    /// </param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two images; annotations are not written then.</param>
    /// <exception cref="DataSetException">Annotations cannot be written.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static DegradedDataSet Write(
        AnnotatedDataSet dataSet, string root, string output, string split, DegradationPipeline pipeline, long seed,
        int copies = 1, Shard? shard = null, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        DataSetFormat format = dataSet.Format ?? DataSetFormat.Yolo;
        IReadOnlyList<string> names =
            OutputNames.WithExtension(dataSet.Images.Select(image => image.Name), ".png", copies);
        DegradationItem[] items =
            [.. names.Select((name, i) => ItemOf(dataSet.Images[i / copies], name, root, output, split, format))];
        DegradationJob job = new(root, output)
        {
            Pictures = index => dataSet.Images[index / copies].Read(),
            Copies = copies,
            Shard = shard,
        };
        IReadOnlyList<DegradationFailure> failures = job.Run(items, pipeline, seed, progress, cancellationToken);

        Dictionary<DegradationItem, DegradationPlan> plans = DegradationRecord.ReadAll(
            Path.Combine(output, DegradationJob.PlansFileOf(shard))).ToDictionary(r => r.Item, r => r.Plan);
        List<AnnotatedImage> images = [];
        int vanished = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (!plans.TryGetValue(items[i], out DegradationPlan? plan)) continue;
            AnnotatedImage original = dataSet.Images[i / copies];
            vanished += plan.FindVanished([.. original.Annotations.Select(a => a.Box)]).Count;
            images.Add(
                DataSetDegradation.Map(original, plan) with
                {
                    Path = Path.Combine(output, items[i].Output),
                    Name = names[i],
                    Orientation = ImageOrientation.Upright,
                });
        }
        AnnotatedDataSet written = dataSet with { Images = images, Format = format, Problems = [] };
        if (shard is null) written.Save(output, split, format);
        return new DegradedDataSet(written, vanished, failures);
    }

    private static DegradationItem ItemOf(
        AnnotatedImage image, string name, string root, string output, string split, DataSetFormat format)
    {
        string path = AnnotatedDataSet.ImagePath(output, split, format, name);
        return new DegradationItem(Relative(root, image.Path), Relative(output, path))
        {
            Orientation = image.Orientation,
        };
    }

    private static string Relative(string root, string path) =>
        Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}
