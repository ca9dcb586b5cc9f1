using DetectionSdk.Imaging;
using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>
/// Telling kinds of scenes by a linear support vector machine on histograms of oriented gradients (Dalal and Triggs,
/// CVPR 2005) of a picture of 128 x 128 pixels.
/// </summary>
public sealed class ScenesTask : ClassificationTask
{
    private const int Side = 128;

    private readonly string[] _kinds;

    /// <summary>Reads scenes and learns.</summary>
    /// <param name="folder">Folder of <c>train</c> and <c>test</c>, each with a folder of pictures per kind.</param>
    /// <param name="seen">What becomes of a picture before it is learned; null: it stays in full.</param>
    /// <exception cref="StudyException">There are no such folders, or no pictures in them.</exception>
    public ScenesTask(string folder, Func<Mat, Mat>? seen = null)
    {
        _kinds = StudyPictures.Folders(Path.Combine(folder, "train"));
        for (int kind = 0; kind < _kinds.Length; kind++)
        {
            foreach (string path in ImageFolder.List(Path.Combine(folder, "train", _kinds[kind])))
            {
                using Mat picture = ImageFile.Read(path);
                AddKnown(picture, kind, seen);
            }
            foreach (string path in StudyPictures.List(Path.Combine(folder, "test", _kinds[kind])))
                AddAsked(ImageFile.Read(path), kind);
        }
        Learn(SVM.KernelTypes.Linear);
    }

    /// <inheritdoc/>
    public override string Name => "scenes";

    private protected override string NameOf(int kind) => _kinds[kind];

    private protected override float[] Features(Mat picture)
    {
        using HOGDescriptor histograms = new(
            new Size(Side, Side), new Size(32, 32), new Size(16, 16), new Size(16, 16));
        using Mat grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
        using Mat resized = grey.Resize(new Size(Side, Side), 0, 0, InterpolationFlags.Area);
        return histograms.Compute(resized);
    }
}
