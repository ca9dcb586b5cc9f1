namespace DetectionSdk;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): what degradation draws from, and all new code that draws. Its output is fixed
/// by the seed, on every machine. Not thread-safe; each draw makes its own.
/// </summary>
internal sealed class RandomSource(long seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private ulong _state = Mix(unchecked((ulong)seed + GoldenGamma));

    /// <summary>A seed for one item of a stream: different (stream, item) give different sequences.</summary>
    public static long DeriveSeed(long seed, long item) =>
        unchecked((long)Mix(Mix((ulong)seed + GoldenGamma) + (ulong)item));

    public ulong Next() => Mix(unchecked(_state += GoldenGamma));

    /// <summary>Uniform on [0, 1), multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double minimum, double maximum) => minimum + (maximum - minimum) * NextDouble();

    /// <summary>Uniform on 0 .. count-1.</summary>
    public int NextIndex(int count) => (int)(NextDouble() * count);

    /// <summary>An index with probability proportional to its weight.</summary>
    public int NextIndex(IReadOnlyList<double> weights)
    {
        double rest = NextDouble() * weights.Sum();
        for (int i = 0; i < weights.Count - 1; i++)
        {
            rest -= weights[i];
            if (rest < 0) return i;
        }
        return weights.Count - 1;
    }

    /// <summary>A seed of 53 bits, which every JSON reader keeps exactly.</summary>
    public long NextSeed() => (long)(Next() >> 11);

    /// <summary>The finaliser: numbers that differ in any bit become unrelated ones.</summary>
    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
