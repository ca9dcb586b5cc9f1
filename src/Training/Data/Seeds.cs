namespace DetectionSdk.Training;

/// <summary>
/// Derives independent seeds from one: the same numbers give the same seed, in any order and on any thread.
/// </summary>
internal static class Seeds
{
    /// <summary>
    /// Mixes a seed with the numbers that name a draw, such as step and index (splitmix64's finaliser per number).
    /// </summary>
    public static int Derive(int seed, params ReadOnlySpan<long> path)
    {
        ulong state = Mix((ulong)seed);
        foreach (long number in path) state = Mix(state ^ (ulong)number);
        return (int)(state >> 33); // 31 bits: never negative
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
