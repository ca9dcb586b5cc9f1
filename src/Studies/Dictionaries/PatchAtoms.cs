using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// A pair of dictionaries: atoms of what patches look like, and what each of them lacks (Zeyde, Elad and Protter,
/// 2010). Immutable and thread-safe.
/// </summary>
public sealed class PatchAtoms : IDisposable
{
    private const int Rounds = 5, MostSamples = 20_000;
    private const double Penalty = 1e-3;

    private readonly SparseAtoms _looks;

    private PatchAtoms(SparseAtoms looks, Mat details) => (_looks, Details) = (looks, details);

    /// <summary>What patches look like: one row of length 1 per atom.</summary>
    internal Mat Atoms => _looks.Atoms;

    /// <summary>What they lack: one row of pixels per atom.</summary>
    internal Mat Details { get; }

    /// <summary>Learns a pair of dictionaries, from at most 20,000 of the pairs of patches.</summary>
    /// <param name="samples">The pairs of patches.</param>
    /// <param name="atoms">Atoms, fewer than pairs.</param>
    /// <param name="seed">Decides with which pairs it begins.</param>
    public static PatchAtoms Learn(PatchSamples samples, int atoms = 512, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int step = (samples.Inputs.Rows - 1) / MostSamples + 1;
        int[] rows = [.. Enumerable.Range(0, samples.Inputs.Rows / step).Select(i => i * step)];
        using Mat inputs = FeatureRows.Pick(samples.Inputs, rows), lacking = FeatureRows.Pick(samples.Details, rows);
        SparseAtoms looks = SparseAtoms.Learn(inputs, atoms, Rounds, seed);
        using Mat codes = Code(looks, inputs);
        return new PatchAtoms(looks, RidgeRegression.Fit(codes, lacking, Penalty));
    }

    /// <summary>What patches lack: what their few atoms lack, with the same weights.</summary>
    internal Mat Predict(Mat inputs)
    {
        using Mat codes = Code(_looks, inputs);
        return FeatureRows.Multiply(codes, Details);
    }

    /// <summary>Frees the dictionaries.</summary>
    public void Dispose()
    {
        _looks.Dispose();
        Details.Dispose();
    }

    private static Mat Code(SparseAtoms looks, Mat inputs) =>
        FeatureRows.ToMat([.. looks.Code(inputs).Select(code => code.Dense(looks.Atoms.Rows))]);
}
