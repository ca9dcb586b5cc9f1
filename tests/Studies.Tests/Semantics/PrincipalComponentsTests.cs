namespace DetectionSdk.Studies.Tests;

public class PrincipalComponentsTests
{
    // Two equal features and one that never varies: standardised (±1, ±1, 0), whose one direction is (1, 1, 0)
    // / sqrt(2).
    [Fact]
    public void Features_count_alike_and_one_that_does_not_vary_counts_nothing()
    {
        float[][] samples = [[0, 0, 7], [2, 200, 7], [0, 0, 7], [2, 200, 7]];
        using PrincipalComponents components = new(samples, 1);

        float[][] found = components.Project(samples);

        Assert.Equal(Math.Sqrt(2), Math.Abs(found[0][0]), 5);
        Assert.Equal(-found[0][0], found[1][0], 5);
        Assert.Equal(found[0][0], found[2][0], 5);
    }

    [Fact]
    public void Whitened_components_have_deviation_one_and_there_are_fewer_than_samples()
    {
        RandomSource random = new(3);
        float[][] samples =
            [.. Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 20).Select(_ => Draw(random)).ToArray())];
        using PrincipalComponents components = new(samples, 50);

        float[][] even = components.Whiten(samples);

        Assert.All(even, row => Assert.Equal(5, row.Length));
        for (int i = 0; i < 5; i++) Assert.Equal(6, even.Sum(row => row[i] * row[i]), 2); // population deviation
    }

    private static float Draw(RandomSource random) => (float)random.NextDouble();
}
