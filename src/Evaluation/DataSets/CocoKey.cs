using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DetectionSdk.Evaluation;

/// <summary>
/// An id in a COCO file. Usually a whole number; other tools write <c>1.0</c>, <c>"1"</c>, <c>true</c> or a name. Whole
/// numbers are equal however they are written.
/// </summary>
[JsonConverter(typeof(CocoKeyConverter))]
internal readonly struct CocoKey : IEquatable<CocoKey>
{
    private readonly long? _number;
    private readonly string? _text;

    public CocoKey(long number) => _number = number;

    public CocoKey(string text)
    {
        _text = text;
        bool whole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number.ToString(CultureInfo.InvariantCulture) == text;
        _number = whole ? number : null;
    }

    /// <summary>Whether the file has the id as text, be it of digits.</summary>
    public bool IsText => _text is not null;

    /// <summary>The id as a whole number; null where it is none.</summary>
    public long? Number => _number;

    public static implicit operator CocoKey(long number) => new(number);

    public bool Equals(CocoKey other) =>
        _number == other._number && (_number is not null || _text == other._text);

    public override bool Equals(object? obj) => obj is CocoKey other && Equals(other);

    public override int GetHashCode() =>
        _number?.GetHashCode() ?? ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text ?? _number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Reads ids in all their forms; writes whole numbers as numbers.</summary>
internal sealed class CocoKeyConverter : JsonConverter<CocoKey>
{
    public override CocoKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out long whole) => new CocoKey(whole),
            JsonTokenType.Number when reader.GetDouble() is var number => IsWhole(number)
                ? new CocoKey((long)number)
                : new CocoKey(number.ToString(CultureInfo.InvariantCulture)),
            JsonTokenType.String => new CocoKey(reader.GetString()!.Trim()),
            JsonTokenType.True => new CocoKey(1),
            JsonTokenType.False => new CocoKey(0),
            _ => throw new JsonException("expected an id, a number or a text."),
        };

    public override void Write(Utf8JsonWriter writer, CocoKey value, JsonSerializerOptions options)
    {
        if (value.Number is { } number) writer.WriteNumberValue(number);
        else writer.WriteStringValue(value.ToString());
    }

    private static bool IsWhole(double number) => Math.Abs(number) < 1L << 53 && number == Math.Floor(number);
}
