using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>Telling what a picture shows as a whole, by a support vector machine on features of it.</summary>
public abstract class ClassificationTask : VisionTask
{
    private readonly List<Mat> _pictures = [];
    private readonly List<int> _labels = [], _known = [];
    private readonly List<float[]> _samples = [];
    private Classifier? _classifier;

    private protected ClassificationTask() { }

    /// <inheritdoc/>
    public override string Measure => "accuracy";

    /// <inheritdoc/>
    public override IReadOnlyList<Mat> Pictures => _pictures;

    /// <inheritdoc/>
    public override double Judge(int index, Mat shown) => Tell(shown) == _labels[index] ? 1 : 0;

    /// <inheritdoc/>
    public override string Answer(int index, Mat shown) => NameOf(Tell(shown));

    /// <summary>What a kind is called.</summary>
    private protected abstract string NameOf(int kind);

    /// <summary>What a picture is told by.</summary>
    private protected abstract float[] Features(Mat picture);

    /// <summary>Adds a picture to learn from.</summary>
    /// <param name="picture">The picture; only read.</param>
    /// <param name="kind">What it shows.</param>
    /// <param name="seen">What becomes of it before; null: it stays in full.</param>
    private protected void AddKnown(Mat picture, int kind, Func<Mat, Mat>? seen)
    {
        using Mat? changed = seen?.Invoke(picture);
        _samples.Add(Features(changed ?? picture));
        _known.Add(kind);
    }

    /// <summary>Adds a picture to test on, which is then the task's.</summary>
    private protected void AddAsked(Mat picture, int kind)
    {
        _pictures.Add(picture);
        _labels.Add(kind);
    }

    /// <summary>Learns from what was added.</summary>
    private protected void Learn(SVM.KernelTypes kernel, double gamma = 1)
    {
        _classifier = new Classifier(_samples, _known, kernel, gamma);
        _samples.Clear();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _classifier?.Dispose();
    }

    private int Tell(Mat picture) => _classifier!.Tell(Features(picture));
}
