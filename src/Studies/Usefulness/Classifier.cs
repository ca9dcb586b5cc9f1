using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>A support vector machine on features of pictures.</summary>
internal sealed class Classifier : IDisposable
{
    private readonly SVM _machine = SVM.Create();

    /// <summary>Learns classes from rows of features.</summary>
    public Classifier(
        IReadOnlyList<float[]> samples, IReadOnlyList<int> labels, SVM.KernelTypes kernel, double gamma = 1)
    {
        _machine.Type = SVM.Types.CSvc;
        _machine.KernelType = kernel;
        _machine.C = 10;
        _machine.Gamma = gamma;
        _machine.TermCriteria = new TermCriteria(CriteriaTypes.MaxIter | CriteriaTypes.Eps, 5000, 1e-3);
        using Mat rows = FeatureRows.ToMat(samples), classes = new(labels.Count, 1, MatType.CV_32SC1);
        for (int i = 0; i < labels.Count; i++) classes.Set(i, 0, labels[i]);
        _machine.Train(rows, SampleTypes.RowSample, classes);
    }

    /// <summary>The class of one row of features.</summary>
    public int Tell(float[] sample)
    {
        using Mat row = FeatureRows.ToMat([sample]);
        return (int)_machine.Predict(row);
    }

    public void Dispose() => _machine.Dispose();
}
