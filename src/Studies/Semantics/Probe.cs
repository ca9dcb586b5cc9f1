using OpenCvSharp;
using OpenCvSharp.ML;

namespace DetectionSdk.Studies;

/// <summary>
/// Whether features tell a label: a simple classifier learns from all groups of samples but one and is asked for that
/// one, for every group in turn.
/// </summary>
public static class Probe
{
    private const int LargestSteps = 2000;

    /// <summary>Share of right answers of a linear support vector machine, C = 1.</summary>
    /// <param name="samples">Rows of equal length.</param>
    /// <param name="labels">What is to be told.</param>
    /// <param name="groups">What is left out as one: the picture, for instance. At least two.</param>
    public static double Linear(
        IReadOnlyList<float[]> samples, IReadOnlyList<int> labels, IReadOnlyList<int> groups) =>
        Accuracy(samples, labels, groups, CreateLinear);

    /// <summary>Share of right answers of the nearest neighbour.</summary>
    /// <inheritdoc cref="Linear" path="/param"/>
    public static double Nearest(
        IReadOnlyList<float[]> samples, IReadOnlyList<int> labels, IReadOnlyList<int> groups) =>
        Accuracy(samples, labels, groups, CreateNearest);

    private static double Accuracy(
        IReadOnlyList<float[]> samples, IReadOnlyList<int> labels, IReadOnlyList<int> groups, Func<StatModel> create)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(groups);
        ILookup<int, int> members = Enumerable.Range(0, samples.Count).ToLookup(i => groups[i]);
        if (members.Count < 2)
            throw new ArgumentException("There is one group of samples; expected at least two.", nameof(groups));
        int right = 0;
        foreach (IGrouping<int, int> left in members)
        {
            int[] others = [.. Enumerable.Range(0, samples.Count).Where(i => groups[i] != left.Key)];
            using StatModel model = create();
            right += CountRight(model, samples, labels, others, [.. left]);
        }
        return (double)right / samples.Count;
    }

    private static int CountRight(
        StatModel model, IReadOnlyList<float[]> samples, IReadOnlyList<int> labels, int[] learned, int[] asked)
    {
        using Mat rows = FeatureRows.ToMat([.. learned.Select(i => samples[i])]);
        using Mat classes = new(learned.Length, 1, MatType.CV_32SC1);
        for (int i = 0; i < learned.Length; i++) classes.Set(i, 0, labels[learned[i]]);
        model.Train(rows, SampleTypes.RowSample, classes);
        using Mat questions = FeatureRows.ToMat([.. asked.Select(i => samples[i])]), answers = new();
        model.Predict(questions, answers);
        return asked.Where((sample, i) => (int)answers.At<float>(i) == labels[sample]).Count();
    }

    private static SVM CreateLinear()
    {
        SVM machine = SVM.Create();
        machine.Type = SVM.Types.CSvc;
        machine.KernelType = SVM.KernelTypes.Linear;
        machine.C = 1;
        machine.TermCriteria = new TermCriteria(CriteriaTypes.MaxIter | CriteriaTypes.Eps, LargestSteps, 1e-3);
        return machine;
    }

    private static KNearest CreateNearest()
    {
        KNearest nearest = KNearest.Create();
        nearest.DefaultK = 1;
        nearest.IsClassifier = true;
        return nearest;
    }
}
