using DetectionSdk.Imaging;
using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>
/// Telling kinds of scenes by a linear support vector machine on histograms of oriented gradients (Dalal and Triggs,
/// CVPR 2005) of a picture of 128 x 128 pixels.
/// </summary>
public sealed class ScenesTask : VisionTask
{
    private const int Side = 128;

    private readonly List<Mat> _pictures = [];
    private readonly List<int> _labels = [];
    private readonly Classifier _classifier;

    /// <summary>Reads scenes and learns.</summary>
    /// <param name="folder">Folder of <c>train</c> and <c>test</c>, each with a folder of pictures per kind.</param>
    /// <param name="seen">What becomes of a picture before it is learned; null: it stays in full.</param>
    /// <exception cref="StudyException">There are no such folders, or no pictures in them.</exception>
    public ScenesTask(string folder, Func<Mat, Mat>? seen = null)
    {
        string[] kinds = StudyPictures.Folders(Path.Combine(folder, "train"));
        List<float[]> samples = [];
        List<int> known = [];
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            foreach (string path in ImageFolder.List(Path.Combine(folder, "train", kinds[kind])))
            {
                using Mat picture = ImageFile.Read(path);
                using Mat? changed = seen?.Invoke(picture);
                samples.Add(Features(changed ?? picture));
                known.Add(kind);
            }
            foreach (string path in StudyPictures.List(Path.Combine(folder, "test", kinds[kind])))
            {
                _pictures.Add(ImageFile.Read(path));
                _labels.Add(kind);
            }
        }
        _classifier = new Classifier(samples, known, SVM.KernelTypes.Linear);
    }

    /// <inheritdoc/>
    public override string Name => "scenes";

    /// <inheritdoc/>
    public override string Measure => "accuracy";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown) => _classifier.Tell(Features(shown)) == _labels[index] ? 1 : 0;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _classifier.Dispose();
    }

    private static float[] Features(Mat picture)
    {
        using HOGDescriptor histograms = new(
            new Size(Side, Side), new Size(32, 32), new Size(16, 16), new Size(16, 16));
        using Mat grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
        using Mat resized = grey.Resize(new Size(Side, Side), 0, 0, InterpolationFlags.Area);
        return histograms.Compute(resized);
    }
}
