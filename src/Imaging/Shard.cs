using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DetectionSdk.Imaging;

/// <summary>
/// One of several parts of a job, each done by a machine of its own: of seven shards the second takes the images 1, 8,
/// 15, ... counted from 0. Immutable.
/// </summary>
public sealed record Shard
{
    /// <summary>A part of a job.</summary>
    /// <param name="number">From 1 to the count.</param>
    /// <param name="count">How many parts there are.</param>
    public Shard(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        Number = number;
        Count = count;
    }

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>The part in names of files: <c>2-of-7</c>.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Number}-of-{Count}");

    /// <summary>Whether an item of the job belongs to this part.</summary>
    /// <param name="index">Index of the item in the whole job, from 0.</param>
    public bool Holds(int index) => index % Count == Number - 1;

    /// <summary>Reads <c>2/7</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Shard? shard)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        shard = parts.Length == 2 && Read(parts[0]) is { } number && Read(parts[1]) is { } count
            && number >= 1 && number <= count ? new Shard(number, count) : null;
        return shard is not null;
    }

    /// <summary>The part in words: <c>2/7</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static int? Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
