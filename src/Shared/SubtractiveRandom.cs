namespace DetectionSdk;

/// <summary>
/// Knuth's subtractive generator (The Art of Computer Programming, volume 2, 3.2.2), with the tables, the index
/// distance of 21 and the scaling that make its draws equal, number for number, to those of .NET's seeded
/// <c>System.Random</c>, whose own sequence is no promise. The draws of earlier trainings came from there, so it stays
/// for them; new code draws from <see cref="RandomSource"/>. Not thread-safe; each draw makes its own.
/// </summary>
internal sealed class SubtractiveRandom
{
    private const int Length = 55, Distance = 21, Start = 161_803_398; // the golden ratio's digits

    private readonly int[] _numbers = new int[Length + 1]; // the first is not used, as in Knuth's text
    private int _position;
    private int _partner = Distance;

    /// <summary>A sequence that its seed fixes; a negative seed gives that of its magnitude.</summary>
    public SubtractiveRandom(int seed)
    {
        int previous = Start - (seed == int.MinValue ? int.MaxValue : Math.Abs(seed)), next = 1;
        _numbers[Length] = previous;
        for (int i = 1, place = 0; i < Length; i++)
        {
            place = (place + Distance) % Length;
            _numbers[place] = next;
            (next, previous) = (Wrap(previous - next), next);
        }

        for (int round = 0; round < 4; round++)
            for (int i = 1; i <= Length; i++)
                _numbers[i] = Wrap(unchecked(_numbers[i] - _numbers[1 + (i + 30) % Length]));
    }

    /// <summary>Uniform on [0, 1), multiple of 1 / (2^31 - 1).</summary>
    public double NextDouble() => Draw() * (1.0 / int.MaxValue);

    /// <summary>Uniform on 0 .. maximum - 1.</summary>
    public int Next(int maximum) => (int)(NextDouble() * maximum);

    /// <summary>Uniform on minimum .. maximum - 1, less than 2^31 apart.</summary>
    public int Next(int minimum, int maximum) => (int)(NextDouble() * (maximum - minimum)) + minimum;

    /// <summary>Fills memory, one draw per byte.</summary>
    public void NextBytes(Span<byte> bytes)
    {
        foreach (ref byte value in bytes) value = unchecked((byte)Draw());
    }

    /// <summary>Brings values into random order (Fisher and Yates, from the first on).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = 0; i < values.Length - 1; i++)
        {
            int other = Next(i, values.Length);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    // 0 .. 2^31 - 2
    private int Draw()
    {
        _position = _position % Length + 1;
        _partner = _partner % Length + 1;
        int value = unchecked(_numbers[_position] - _numbers[_partner]);
        if (value == int.MaxValue) value--;
        return _numbers[_position] = Wrap(value);
    }

    private static int Wrap(int value) => value < 0 ? value + int.MaxValue : value;
}
