using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Flags in all their forms: 0, 1, 0.0, true, "1"; everything but zero and false is set.</summary>
internal sealed class CocoFlagConverter : JsonConverter<bool>
{
    public override bool HandleNull => true;

    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            JsonTokenType.Number => reader.GetDouble() != 0,
            JsonTokenType.String =>
                reader.GetString()!.Trim().ToUpperInvariant() is not ("" or "0" or "0.0" or "FALSE"),
            _ => throw new JsonException("expected 0 or 1."),
        };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value ? 1 : 0);
}

/// <summary>Names, which some tools write as numbers.</summary>
internal sealed class CocoTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        using JsonDocument value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            ? value.RootElement.GetRawText()
            : throw new JsonException("expected a text.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}

/// <summary>Outlines as lists of x, y, x, y ...; masks in run lengths are skipped.</summary>
internal sealed class CocoOutlineConverter : JsonConverter<Outline>
{
    public override Outline? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.TrySkip();
            return null;
        }
        var polygons = new List<IReadOnlyList<Point2f>>();
        var numbers = new List<float>();
        for (int depth = 1; depth > 0 && reader.Read();)
        {
            if (reader.TokenType == JsonTokenType.Number) numbers.Add((float)reader.GetDouble());
            else if (reader.TokenType == JsonTokenType.StartArray) depth++;
            else if (reader.TokenType != JsonTokenType.EndArray) reader.TrySkip();
            if (reader.TokenType != JsonTokenType.EndArray) continue;
            depth--;
            if (numbers.Count >= 6 && numbers.TrueForAll(float.IsFinite)) polygons.Add(Corners(numbers));
            numbers.Clear();
        }
        return polygons.Count == 0 ? null : new Outline(polygons);
    }

    public override void Write(Utf8JsonWriter writer, Outline value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (IReadOnlyList<Point2f> polygon in value.Polygons)
        {
            writer.WriteStartArray();
            foreach (Point2f corner in polygon)
            {
                writer.WriteNumberValue(corner.X);
                writer.WriteNumberValue(corner.Y);
            }
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }

    private static Point2f[] Corners(List<float> numbers)
    {
        var corners = new Point2f[numbers.Count / 2];
        for (int i = 0; i < corners.Length; i++) corners[i] = new Point2f(numbers[2 * i], numbers[2 * i + 1]);
        return corners;
    }
}
