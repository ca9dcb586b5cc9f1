using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Enlarges by one linear map for each of many anchors; a patch takes the map of the anchor that it is most like.
/// Anchored neighbourhood regression (Timofte, De Smet and Van Gool, ICCV 2013), and A+ (ACCV 2014).
/// </summary>
public sealed class AnchoredEnlarger : PatchEnlarger
{
    private const int AtomNeighbours = 40;
    private const double AtomPenalty = 0.01, SamplePenalty = 0.1;

    private readonly Mat _anchors;
    private readonly Mat[] _maps;

    private AnchoredEnlarger(PatchSamples samples, Mat anchors, Mat[] maps)
        : base(samples) => (_anchors, _maps) = (anchors, maps);

    /// <summary>
    /// Learns each map from the 40 atoms nearest to its anchor, which is an atom too, and what they lack.
    /// </summary>
    /// <param name="samples">The pairs of patches; must live as long as what is learned.</param>
    /// <param name="dictionary">Learned from them.</param>
    public static AnchoredEnlarger LearnFromAtoms(PatchSamples samples, PatchAtoms dictionary)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        Mat atoms = dictionary.Atoms;
        return new AnchoredEnlarger(
            samples, atoms.Clone(), Maps(atoms, atoms, dictionary.Details, AtomNeighbours, AtomPenalty));
    }

    /// <summary>Learns each map from the pairs nearest to its anchor, every pair scaled to a length of 1.</summary>
    /// <param name="samples">The pairs of patches; must live as long as what is learned.</param>
    /// <param name="dictionary">Learned from them.</param>
    /// <param name="neighbours">How many pairs are nearest.</param>
    public static AnchoredEnlarger LearnFromSamples(
        PatchSamples samples, PatchAtoms dictionary, int neighbours = 1024)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(dictionary);
        using Mat inputs = samples.Inputs.Clone(), details = samples.Details.Clone();
        int count = inputs.Rows;
        for (int i = 0; i < count; i++)
        {
            float length = Math.Max(TensorPrimitives.Norm<float>(inputs.RowSpan<float>(i)), 1e-6f);
            TensorPrimitives.Divide(inputs.RowSpan<float>(i), length, inputs.RowSpan<float>(i));
            TensorPrimitives.Divide(details.RowSpan<float>(i), length, details.RowSpan<float>(i));
        }
        return new AnchoredEnlarger(
            samples, dictionary.Atoms.Clone(),
            Maps(dictionary.Atoms, inputs, details, neighbours, SamplePenalty));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        _anchors.Dispose();
        foreach (Mat map in _maps) map.Dispose();
    }

    private protected override Mat Predict(Mat inputs)
    {
        using Mat likeness = FeatureRows.Multiply(inputs, _anchors, GemmFlags.B_T);
        Mat details = new(inputs.Rows, _maps[0].Cols, MatType.CV_32FC1);
        foreach (IGrouping<int, int> alike in Enumerable.Range(0, inputs.Rows).GroupBy(row => Nearest(likeness, row)))
        {
            int[] rows = [.. alike];
            using Mat own = FeatureRows.Pick(inputs, rows), lacking = FeatureRows.Multiply(own, _maps[alike.Key]);
            for (int i = 0; i < rows.Length; i++) lacking.RowSpan<float>(i).CopyTo(details.RowSpan<float>(rows[i]));
        }
        return details;
    }

    // A patch and its negative have the same map.
    private static int Nearest(Mat likeness, int row) =>
        TensorPrimitives.IndexOfMaxMagnitude<float>(likeness.RowSpan<float>(row));

    private static Mat[] Maps(Mat anchors, Mat inputs, Mat details, int neighbours, double penalty)
    {
        using Mat likeness = FeatureRows.Multiply(anchors, inputs, GemmFlags.B_T);
        return
        [
            .. Enumerable.Range(0, anchors.Rows).Select(anchor =>
            {
                int[] nearest = Largest(likeness.RowSpan<float>(anchor), neighbours);
                using Mat own = FeatureRows.Pick(inputs, nearest), lacking = FeatureRows.Pick(details, nearest);
                return RidgeRegression.Fit(own, lacking, penalty);
            })
        ];
    }

    private static int[] Largest(ReadOnlySpan<float> values, int count)
    {
        float[] keys = new float[values.Length];
        TensorPrimitives.Abs(values, keys);
        TensorPrimitives.Negate(keys, keys);
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        return order[..Math.Min(count, order.Length)];
    }
}
