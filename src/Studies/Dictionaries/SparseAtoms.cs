using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Atoms of which few make up each sample, learned by K-SVD (Aharon, Elad and Bruckstein, 2006); codes by orthogonal
/// matching pursuit.
/// </summary>
internal sealed class SparseAtoms : IDisposable
{
    private const int LargestCode = 3;

    private SparseAtoms(Mat atoms) => Atoms = atoms;

    /// <summary>One row of length 1 each, CV_32FC1.</summary>
    public Mat Atoms { get; }

    /// <summary>Learns atoms from samples.</summary>
    /// <param name="samples">One row each, CV_32FC1.</param>
    /// <param name="count">Atoms, fewer than samples.</param>
    /// <param name="rounds">How often codes and atoms are fitted to one another.</param>
    /// <param name="seed">Decides with which samples it begins.</param>
    public static SparseAtoms Learn(Mat samples, int count, int rounds, long seed)
    {
        RandomSource random = new(seed);
        SparseAtoms dictionary = new(
            FeatureRows.Pick(samples, [.. Enumerable.Range(0, count).Select(_ => random.NextIndex(samples.Rows))]));
        for (int atom = 0; atom < count; atom++) Normalise(dictionary.Atoms.RowSpan<float>(atom));
        for (int round = 0; round < rounds; round++)
        {
            float[][] codes = [.. dictionary.Code(samples).Select(code => code.Dense(count))];
            for (int atom = 0; atom < count; atom++) dictionary.Improve(samples, codes, atom);
        }
        return dictionary;
    }

    /// <summary>Of every sample the at most three atoms, with weights, that are nearest to it in turn.</summary>
    public SparseCode[] Code(Mat samples)
    {
        using Mat gram = FeatureRows.Multiply(Atoms, Atoms, GemmFlags.B_T);
        using Mat products = FeatureRows.Multiply(samples, Atoms, GemmFlags.B_T);
        return [.. Enumerable.Range(0, samples.Rows).Select(i => Code(gram, products.RowSpan<float>(i).ToArray()))];
    }

    public void Dispose() => Atoms.Dispose();

    private static SparseCode Code(Mat gram, float[] products)
    {
        List<int> chosen = [];
        float[] weights = [], rest = [.. products];
        while (chosen.Count < LargestCode)
        {
            int best = TensorPrimitives.IndexOfMaxMagnitude<float>(rest);
            if (chosen.Contains(best) || Math.Abs(rest[best]) < 1e-6f) break;
            chosen.Add(best);
            weights = Solve(gram, chosen, products);
            products.CopyTo(rest, 0);
            for (int i = 0; i < chosen.Count; i++)
                TensorPrimitives.MultiplyAdd(gram.RowSpan<float>(chosen[i]), -weights[i], rest, rest);
        }
        return new SparseCode([.. chosen], weights);
    }

    private static float[] Solve(Mat gram, List<int> chosen, float[] products)
    {
        Matrix<float> own = Matrix<float>.Build.Dense(
            chosen.Count, chosen.Count, (i, j) => gram.At<float>(chosen[i], chosen[j]) + (i == j ? 1e-6f : 0));
        return [.. own.Solve(Vector<float>.Build.Dense(chosen.Count, i => products[chosen[i]]))];
    }

    // The direction in which the samples that use an atom differ most from what their other atoms make of them.
    private void Improve(Mat samples, float[][] codes, int atom)
    {
        int[] users = [.. Enumerable.Range(0, codes.Length).Where(i => codes[i][atom] != 0)];
        if (users.Length < 2) return;
        using Mat errors = FeatureRows.Pick(samples, users);
        for (int i = 0; i < users.Length; i++)
        {
            float[] code = codes[users[i]];
            Span<float> error = errors.RowSpan<float>(i);
            for (int other = 0; other < code.Length; other++)
                if (code[other] != 0 && other != atom)
                    TensorPrimitives.MultiplyAdd(Atoms.RowSpan<float>(other), -code[other], error, error);
        }
        using Mat values = new(), left = new(), directions = new();
        Cv2.SVDecomp(errors, values, left, directions);
        directions.RowSpan<float>(0).CopyTo(Atoms.RowSpan<float>(atom));
        for (int i = 0; i < users.Length; i++) codes[users[i]][atom] = left.At<float>(i, 0) * values.At<float>(0, 0);
    }

    private static void Normalise(Span<float> row)
    {
        float norm = TensorPrimitives.Norm<float>(row);
        if (norm > 0) TensorPrimitives.Divide(row, norm, row);
    }
}
