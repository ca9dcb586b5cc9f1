namespace DetectionSdk.Training;

/// <summary>
/// Derives independent seeds from one: the same numbers give the same seed, in any order and on any thread. They are
/// the seeds of <see cref="SubtractiveRandom"/>; new code derives those of <see cref="RandomSource"/> instead.
/// </summary>
internal static class Seeds
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>
    /// Mixes a seed with the numbers that name a draw, such as step and index (splitmix64's finaliser per number).
    /// </summary>
    public static int Derive(int seed, params ReadOnlySpan<long> path)
    {
        ulong state = Mix((ulong)seed);
        foreach (long number in path) state = Mix(state ^ (ulong)number);
        return (int)(state >> 33); // 31 bits: never negative
    }

    private static ulong Mix(ulong value) => RandomSource.Mix(unchecked(value + GoldenGamma));
}
