using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public class SparseAtomsTests
{
    // Samples along three axes are made of three atoms without a rest.
    [Fact]
    public void Atoms_are_found_that_samples_are_made_of()
    {
        RandomSource random = new(2);
        float[][] rows = [.. Enumerable.Range(0, 60).Select(i => Axis(i % 3, (float)random.Uniform(1, 3)))];
        using Mat samples = FeatureRows.ToMat(rows);
        using SparseAtoms dictionary = SparseAtoms.Learn(samples, 12, rounds: 3, seed: 1);

        SparseCode[] codes = dictionary.Code(samples);

        for (int i = 0; i < rows.Length; i++)
            for (int axis = 0; axis < 3; axis++)
            {
                double made = codes[i].Atoms
                    .Select((atom, j) => codes[i].Weights[j] * dictionary.Atoms.At<float>(atom, axis)).Sum();
                Assert.Equal(rows[i][axis], made, 3);
            }
    }

    [Fact]
    public void A_code_has_three_atoms_at_most_and_the_same_seed_gives_the_same_atoms()
    {
        RandomSource random = new(5);
        using Mat samples = FeatureRows.ToMat(
            [.. Enumerable.Range(0, 480).Select(_ => (float)random.NextDouble()).Chunk(6)]);
        using SparseAtoms one = SparseAtoms.Learn(samples, 10, rounds: 2, seed: 3);
        using SparseAtoms again = SparseAtoms.Learn(samples, 10, rounds: 2, seed: 3);

        Assert.All(one.Code(samples), code => Assert.InRange(code.Atoms.Length, 1, 3));
        Assert.Equal(one.Atoms.AsSpan<float>().ToArray(), again.Atoms.AsSpan<float>().ToArray());
        Assert.All(
            one.Atoms.AsSpan<float>().ToArray().Chunk(6), atom => Assert.Equal(1, atom.Sum(value => value * value), 4));
    }

    private static float[] Axis(int axis, float length) =>
        [.. Enumerable.Range(0, 3).Select(i => i == axis ? length : 0)];
}
