namespace DetectionSdk.Streaming;

/// <summary>
/// The order in which people count: digits are compared as numbers, so that frame2 comes before frame10, everything
/// else by its code. Names that differ in leading zeros alone follow their code.
/// </summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            ReadOnlySpan<char> left = Next(ref a), right = Next(ref b);
            int order = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0])
                ? CompareNumbers(left.TrimStart('0'), right.TrimStart('0'))
                : left.SequenceCompareTo(right);
            if (order != 0) return order;
        }
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(x, y);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    // A whole number, or one other character.
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text)
    {
        int length = 1;
        if (char.IsAsciiDigit(text[0]))
            while (length < text.Length && char.IsAsciiDigit(text[length])) length++;
        ReadOnlySpan<char> part = text[..length];
        text = text[length..];
        return part;
    }
}
