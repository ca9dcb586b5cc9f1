using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Enlarges by a pair of dictionaries (Zeyde, Elad and Protter, 2010): a patch lacks what its few atoms lack, with the
/// same weights.
/// </summary>
public sealed class SparseEnlarger : PatchEnlarger
{
    private readonly SparseDictionary _looks;
    private readonly Mat _details;

    private SparseEnlarger(PatchSamples samples, SparseDictionary looks, Mat details)
        : base(samples) => (_looks, _details) = (looks, details);

    /// <summary>Learns from pairs.</summary>
    /// <param name="samples">The pairs; must live as long as what is learned.</param>
    /// <param name="atoms">Atoms, fewer than pairs.</param>
    /// <param name="seed">Decides with which pairs it begins.</param>
    public static SparseEnlarger Learn(PatchSamples samples, int atoms = 512, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        SparseDictionary looks = SparseDictionary.Learn(samples.Inputs, atoms, AnchoredEnlarger.Rounds, seed);
        using Mat codes = FeatureRows.ToMat([.. looks.Code(samples.Inputs).Select(code => code.Dense(atoms))]);
        return new SparseEnlarger(samples, looks, RidgeRegression.Fit(codes, samples.Details, penalty: 1e-3));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        _looks.Dispose();
        _details.Dispose();
    }

    private protected override Mat Predict(Mat inputs)
    {
        using Mat codes = FeatureRows.ToMat([.. _looks.Code(inputs).Select(code => code.Dense(_details.Rows))]);
        return FeatureRows.Multiply(codes, _details);
    }
}
