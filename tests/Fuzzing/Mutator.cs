using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DetectionSdk.Fuzzing;

/// <summary>Makes inputs out of seeds. The same seed and number make the same input on every machine.</summary>
internal sealed class Mutator
{
    private const int MaximumLength = 4 << 20, MostChanges = 6, LongestRepeat = 20_000;

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "1e999", "-1e999", "1e-400", "NaN", "Infinity", "2147483647", "2147483648", "-2147483649",
        "4294967296", "9223372036854775807", "9223372036854775808", "65535", "65536", "100000", "1000000000", "0.5",
        "00", "1.0", "0x10", "true", "null", "", "1_000", "٣"
    ];

    private static readonly long[] Integers =
    [
        0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, 1L << 32, long.MaxValue,
        long.MinValue, 0x7FFFFFFF00000000
    ];

    private readonly IReadOnlyList<byte[]> _seeds;
    private readonly byte[][] _words;
    private readonly Action<RandomSource, List<byte>>[] _changes;

    public Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words)
    {
        _seeds = seeds;
        _words = [.. words.Concat(Numbers).Select(Encoding.UTF8.GetBytes)];
        _changes =
        [
            FlipBit, FlipBit, SetByte, SetByte, InsertByte, Delete, Double, Exchange, Splice, Cut, InsertWord,
            InsertWord, ReplaceNumber, ReplaceNumber, ReplaceNumber, WriteInteger, WriteInteger, RepeatWord,
        ];
    }

    /// <summary>The first inputs are the seeds themselves.</summary>
    public byte[] Make(long seed, long number)
    {
        if (number < _seeds.Count) return _seeds[(int)number];
        RandomSource random = new(RandomSource.DeriveSeed(seed, number));
        List<byte> input = [.. _seeds[random.NextIndex(_seeds.Count)]];
        int changes = 1 + random.NextIndex(1 + random.NextIndex(MostChanges)); // mostly few
        for (int change = 0; change < changes; change++) _changes[random.NextIndex(_changes.Length)](random, input);
        return [.. input.Take(MaximumLength)];
    }

    private static void FlipBit(RandomSource random, List<byte> input)
    {
        if (input.Count > 0) input[random.NextIndex(input.Count)] ^= (byte)(1 << random.NextIndex(8));
    }

    private static void SetByte(RandomSource random, List<byte> input)
    {
        if (input.Count > 0) input[random.NextIndex(input.Count)] = (byte)random.NextIndex(256);
    }

    private static void InsertByte(RandomSource random, List<byte> input) =>
        input.Insert(random.NextIndex(input.Count + 1), (byte)random.NextIndex(256));

    private static void Delete(RandomSource random, List<byte> input)
    {
        (int start, int length) = Range(random, input);
        input.RemoveRange(start, length);
    }

    private static void Double(RandomSource random, List<byte> input)
    {
        (int start, int length) = Range(random, input);
        input.InsertRange(random.NextIndex(input.Count + 1), input.GetRange(start, length));
    }

    private static void Exchange(RandomSource random, List<byte> input)
    {
        (int start, int length) = Range(random, input);
        List<byte> range = input.GetRange(start, length);
        input.RemoveRange(start, length);
        input.InsertRange(random.NextIndex(input.Count + 1), range);
    }

    // A piece of another seed over or into this one.
    private void Splice(RandomSource random, List<byte> input)
    {
        byte[] other = _seeds[random.NextIndex(_seeds.Count)];
        (int start, int length) = Range(random, other);
        int place = random.NextIndex(input.Count + 1);
        if (random.NextIndex(2) == 0) input.RemoveRange(place, Math.Min(length, input.Count - place));
        input.InsertRange(place, other.AsSpan(start, length));
    }

    private static void Cut(RandomSource random, List<byte> input)
    {
        int length = random.NextIndex(input.Count + 1);
        input.RemoveRange(length, input.Count - length);
    }

    private void InsertWord(RandomSource random, List<byte> input) =>
        input.InsertRange(random.NextIndex(input.Count + 1), _words[random.NextIndex(_words.Length)]);

    // Depth and length: where it hurts, thousands of times the same.
    private void RepeatWord(RandomSource random, List<byte> input)
    {
        byte[] word = _words[random.NextIndex(_words.Length)];
        int times = (int)Math.Pow(LongestRepeat, random.NextDouble());
        input.InsertRange(
            random.NextIndex(input.Count + 1), [.. Enumerable.Repeat(word, times).SelectMany(bytes => bytes)]);
    }

    private static void ReplaceNumber(RandomSource random, List<byte> input)
    {
        if (input.Count == 0) return;
        int start = input.FindIndex(random.NextIndex(input.Count), IsDigit);
        if (start < 0) return;
        int end = input.FindIndex(start, value => !IsDigit(value) && value != '.');
        input.RemoveRange(start, (end < 0 ? input.Count : end) - start);
        string number = random.NextIndex(3) == 0
            ? Integers[random.NextIndex(Integers.Length)].ToString(CultureInfo.InvariantCulture)
            : Numbers[random.NextIndex(Numbers.Length)];
        input.InsertRange(start, Encoding.UTF8.GetBytes(number));

        static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';
    }

    private static void WriteInteger(RandomSource random, List<byte> input)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        long value = Integers[random.NextIndex(Integers.Length)];
        bool bigEndian = random.NextIndex(2) == 0;
        int width = 1 << random.NextIndex(4);
        if (bigEndian) BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        else BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        ReadOnlySpan<byte> written = bigEndian ? bytes[^width..] : bytes[..width];
        int place = random.NextIndex(input.Count + 1);
        for (int i = 0; i < width && place + i < input.Count; i++) input[place + i] = written[i];
    }

    // Mostly short, sometimes the rest.
    private static (int Start, int Length) Range(RandomSource random, IReadOnlyCollection<byte> input)
    {
        int start = random.NextIndex(input.Count + 1), rest = input.Count - start;
        return (start, (int)(rest * Math.Pow(random.NextDouble(), 4)));
    }
}
