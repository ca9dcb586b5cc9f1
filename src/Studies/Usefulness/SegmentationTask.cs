using DetectionSdk.Evaluation;
using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>
/// Telling what pixels of street scenes belong to by a random forest (Breiman, 2001) on their place, colour and the
/// texture around them. Every eighth pixel in both directions is learned and judged.
/// </summary>
public sealed class SegmentationTask : VisionTask
{
    private const int Step = 8, Trees = 30, Depth = 14;

    private readonly List<Mat> _pictures = [], _labels = [];
    private readonly RTrees _forest = RTrees.Create();

    /// <summary>Reads pictures with a label per pixel, and learns.</summary>
    /// <param name="folder">Folder of <c>train</c> and <c>test</c>, see <see cref="LabelMapDataSet"/>.</param>
    /// <param name="count">Pictures to learn from at most, and to test on.</param>
    /// <exception cref="DataSetException">
    /// There is no such folder, no picture in it, a picture has no labels, or one of either cannot be read.
    /// </exception>
    public SegmentationTask(string folder, int count = 60)
    {
        List<float[]> samples = [];
        List<int> known = [];
        foreach ((Mat picture, Mat labels) in Read(folder, "train", count))
        {
            using (picture)
            using (labels)
                foreach ((float[] features, int label) in
                    Pixels(picture, labels).Where(pixel => pixel.Label != LabelMap.None))
                {
                    samples.Add(features);
                    known.Add(label);
                }
        }
        foreach ((Mat picture, Mat labels) in Read(folder, "test", count))
        {
            _pictures.Add(picture);
            _labels.Add(labels);
        }
        Learn(samples, known);
    }

    /// <inheritdoc/>
    public override string Name => "segmentation";

    /// <inheritdoc/>
    public override string Measure => "pixel accuracy";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown)
    {
        (float[] Features, int Label)[] pixels =
            [.. Pixels(shown, _labels[index]).Where(pixel => pixel.Label != LabelMap.None)];
        using Mat rows = FeatureRows.ToMat([.. pixels.Select(pixel => pixel.Features)]), answers = new();
        _forest.Predict(rows, answers);
        return pixels.Where((pixel, i) => (int)answers.At<float>(i) == pixel.Label).Count() / (double)pixels.Length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        _labels.ForEach(labels => labels.Dispose());
        _forest.Dispose();
    }

    private void Learn(List<float[]> samples, List<int> known)
    {
        using Mat rows = FeatureRows.ToMat(samples), classes = new(known.Count, 1, MatType.CV_32SC1);
        for (int i = 0; i < known.Count; i++) classes.Set(i, 0, known[i]);
        _forest.MaxDepth = Depth;
        _forest.TermCriteria = new TermCriteria(CriteriaTypes.MaxIter, Trees, 0);
        _forest.Train(rows, SampleTypes.RowSample, classes);
    }

    private static IEnumerable<(Mat Picture, Mat Labels)> Read(string folder, string split, int count)
    {
        IReadOnlyList<AnnotatedImage> images = LabelMapDataSet.Read(folder, split).Images;
        int step = Math.Max(1, images.Count / count);
        foreach (AnnotatedImage image in images.Where((_, i) => i % step == 0).Take(count))
            yield return (image.Read(), image.LabelMap!.Read(image.Size));
    }

    private static IEnumerable<(float[] Features, int Label)> Pixels(Mat picture, Mat labels)
    {
        using Mat lab = picture.CvtColor(ColorConversionCodes.BGR2Lab), exact = new();
        lab.ConvertTo(exact, MatType.CV_32FC3);
        Mat[] layers = [.. Layers(exact)];
        (int height, int width) = (picture.Height, picture.Width);
        for (int y = Step / 2; y < height; y += Step)
            for (int x = Step / 2; x < width; x += Step)
            {
                IEnumerable<float> values = layers.SelectMany(layer => Values(layer.At<Vec3f>(y, x)));
                yield return (
                    [(float)y / labels.Height, (float)x / labels.Width, .. values], labels.At<byte>(y, x));
            }
        foreach (Mat layer in layers) layer.Dispose();
    }

    // Colour, and at three scales its mean and what is finer than that.
    private static IEnumerable<Mat> Layers(Mat lab)
    {
        Mat finer = lab.Clone();
        yield return finer;
        foreach (double sigma in (double[])[1.5, 4, 10])
        {
            Mat mean = lab.GaussianBlur(new Size(0, 0), sigma);
            using Mat detail = new();
            Cv2.Absdiff(finer, mean, detail);
            yield return mean;
            yield return detail.GaussianBlur(new Size(0, 0), 2 * sigma);
            finer = mean;
        }
    }

    private static float[] Values(Vec3f pixel) => [pixel.Item0, pixel.Item1, pixel.Item2];
}
