using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Models;

/// <summary>
/// Reads the values that a detector needs of a model's metadata. Each is null where the key is absent, and where its
/// value is unreadable but not needed: metadata that nobody needs cannot refuse a model.
/// </summary>
internal sealed class MetadataReader(string path, IReadOnlyDictionary<string, string> metadata)
{
    private const long LongestSide = 65535;

    /// <exception cref="ModelFormatException">They are no list and no dict of the indices from 0 on.</exception>
    public IReadOnlyList<string>? ReadNames() => Read<IReadOnlyList<string>>(
        ModelMetadata.Names, "a dict of class index to name", needed: true, value => value switch
        {
            List<object?> list => [.. list.Select(ToText)],
            Dictionary<object, object?> map => OrderNames(map),
            _ => null,
        });

    /// <exception cref="ModelFormatException">It is needed and no size.</exception>
    public Size? ReadInputSize(bool needed) => (Size?)Read<object>(
        ModelMetadata.InputSize, "a side or [height, width] in pixels", needed, value => Parts(value) switch
        {
            [{ } side] => new Size(side, side),
            [{ } height, { } width] => new Size(width, height),
            _ => null,
        });

    /// <exception cref="ModelFormatException">It is needed and no number of pixels.</exception>
    public int? ReadStride(bool needed) => (int?)Read<object>(
        ModelMetadata.Stride, "a positive number of pixels", needed,
        value => Parts(value) is { Length: > 0 } parts && !parts.Contains(null) ? parts.Max() : null);

    /// <exception cref="ModelFormatException">It is neither True nor False.</exception>
    public bool? ReadFlag(string key)
    {
        if (!metadata.TryGetValue(key, out string? text)) return null;
        return ModelMetadata.ReadFlag(metadata, key) ?? throw Malformed(key, text, "True or False");
    }

    /// <exception cref="ModelFormatException">It is no number of pixels.</exception>
    public int? ReadEnlargeTo() => (int?)Read<object>(
        ModelMetadata.EnlargeTo, "a number of pixels", needed: true, value => Parts(value) is [{ } side] ? side : null);

    private string[] OrderNames(Dictionary<object, object?> map)
    {
        string[] names = new string[map.Count];
        foreach ((object key, object? name) in map)
        {
            if (ToInteger(key) is not { } index || index < 0 || index >= names.Length)
                throw new ModelFormatException(
                    $"'{path}': metadata 'names' has the key {key}; expected the class indices 0 to "
                    + $"{names.Length - 1}.");
            names[index] = ToText(name);
        }
        return names.Contains(null)
            ? throw new ModelFormatException(
                $"'{path}': metadata 'names' repeats a class index; expected each of 0 to {names.Length - 1} once.")
            : names;
    }

    private T? Read<T>(string key, string expected, bool needed, Func<object?, T?> convert)
        where T : class
    {
        if (!metadata.TryGetValue(key, out string? text)) return null;
        try
        {
            return convert(PythonLiteral.Parse(text)) ?? (needed ? throw Malformed(key, text, expected) : null);
        }
        catch (FormatException error)
        {
            if (!needed) return null;
            throw new ModelFormatException($"'{path}': metadata '{key}' is no Python literal: {error.Message}.", error);
        }
    }

    private ModelFormatException Malformed(string key, string text, string expected) =>
        new($"'{path}': metadata '{key}' is '{text}'; expected {expected}.");

    private static int?[] Parts(object? value) =>
        [.. (value is List<object?> list ? list : [value]).Select(ToSide)];

    private static int? ToSide(object? value) =>
        ToInteger(value) is { } side and > 0 and <= LongestSide ? (int)side : null;

    // Exporters write 32, 32.0 and '32' for one and the same.
    private static long? ToInteger(object? value) => value switch
    {
        long integer => integer,
        double real when Math.Abs(real) < long.MaxValue && real == Math.Floor(real) => (long)real,
        string text when long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) => integer,
        _ => null,
    };

    private static string ToText(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "None";
}
