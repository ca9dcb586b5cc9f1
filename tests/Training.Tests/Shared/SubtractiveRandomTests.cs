namespace DetectionSdk.Training.Tests;

/// <summary>The expected numbers are those of System.Random with the same seed, .NET 10.</summary>
public sealed class SubtractiveRandomTests
{
    [Theory]
    [InlineData(0, 1559595546, 1755192844, 1649316166, 1198642031)]
    [InlineData(5, 726643700, 610783965, 564707973, 1342984399)]
    [InlineData(-5, 726643700, 610783965, 564707973, 1342984399)]
    [InlineData(int.MaxValue, 1559595546, 1755192844, 1649316172, 1198642031)]
    [InlineData(int.MinValue, 1559595546, 1755192844, 1649316172, 1198642031)]
    public void The_first_draws_are_known(int seed, params int[] expected)
    {
        SubtractiveRandom random = new(seed);
        Assert.Equal(expected, Enumerable.Range(0, 4).Select(_ => random.Next(int.MaxValue)));
    }

    [Fact]
    public void The_draw_after_three_rounds_of_the_table_is_known()
    {
        SubtractiveRandom random = new(7);
        for (int i = 0; i < 199; i++) random.Next(10);
        Assert.Equal(2058877438, random.Next(int.MaxValue));
    }

    [Fact]
    public void Reals_are_known_to_the_bit()
    {
        SubtractiveRandom random = new(7);
        Assert.Equal(
            [0.38322046929189024, 0.8712556827213874, 0.6609386227377405],
            [random.NextDouble(), random.NextDouble(), random.NextDouble()]);
    }

    [Fact]
    public void Numbers_of_a_range_bytes_and_orders_are_known()
    {
        SubtractiveRandom numbers = new(7);
        Assert.Equal([107, 193, 156, 49, 104, 159], Enumerable.Range(0, 6).Select(_ => numbers.Next(40, 216)));
        byte[] bytes = new byte[8];
        new SubtractiveRandom(7).NextBytes(bytes);
        Assert.Equal([75, 99, 4, 246, 149, 98, 225, 104], bytes);
        int[] order = [.. Enumerable.Range(0, 10)];
        new SubtractiveRandom(7).Shuffle(order.AsSpan());
        Assert.Equal([3, 8, 7, 0, 6, 1, 4, 9, 2, 5], order);
    }
}
