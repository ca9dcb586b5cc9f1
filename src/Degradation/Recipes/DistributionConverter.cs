using System.Text.Json;
using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>
/// Number, [minimum, maximum], {"integers"}, {"logUniform"} or {"oneOf", "weights"}: see <see cref="Distribution"/>.
/// </summary>
/// <param name="wholeStep">
/// For parameters of whole numbers: a pair means those from one to the other in steps of this, where it is whole
/// itself.
/// </param>
internal sealed class DistributionConverter(int? wholeStep) : JsonConverter<Distribution>
{
    /// <summary>A converter for any parameter.</summary>
    public DistributionConverter() : this(null) { }

    private const double LargestWhole = 1e6;

    private const string Expected = "expected a number, [minimum, maximum], {\"integers\": [minimum, maximum, step]}, "
        + "{\"logUniform\": [minimum, maximum]} or {\"oneOf\": [...], \"weights\": [...]}";

    public override Distribution Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return ToWhole(Read(document.RootElement));
        }
        catch (DegradationException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, Distribution value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case ConstantDistribution constant: writer.WriteNumberValue(constant.Value); break;
            case UniformDistribution: WriteNumbers(writer, value.Minimum, value.Maximum); break;
            case LogUniformDistribution: WriteObject(writer, "logUniform", value.Minimum, value.Maximum); break;
            case IntegerDistribution integers: WriteObject(
                writer, "integers", value.Minimum, value.Maximum, integers.Step); break;
            case MixtureDistribution mixture: WriteMixture(writer, mixture, options); break;
        }
    }

    private Distribution ToWhole(Distribution value) => (value, wholeStep) switch
    {
        (UniformDistribution, { } step) when Math.Floor(value.Minimum) == value.Minimum
            && Math.Abs(value.Minimum) <= LargestWhole && Math.Abs(value.Maximum) <= LargestWhole
            && (value.Maximum - value.Minimum) % step == 0 =>
            Distribution.Integers((int)value.Minimum, (int)value.Maximum, step),
        (MixtureDistribution mixture, not null) =>
            new MixtureDistribution([.. mixture.Parts.Select(ToWhole)], mixture.Weights),
        _ => value,
    };

    private static Distribution Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => Distribution.Constant(json.GetDouble()),
        JsonValueKind.Array when Numbers(json) is [double minimum, double maximum] =>
            Distribution.Uniform(minimum, maximum),
        JsonValueKind.Object => ReadObject(json),
        _ => throw Unreadable(json),
    };

    private static Distribution ReadObject(JsonElement json)
    {
        JsonProperty[] keys = [.. json.EnumerateObject()];
        return keys switch
        {
            [{ Name: "logUniform" } p] when Numbers(p.Value) is [double a, double b] => Distribution.LogUniform(a, b),
            [{ Name: "integers" } p] when Numbers(p.Value) is [double a, double b] =>
                Distribution.Integers(Whole(a), Whole(b)),
            [{ Name: "integers" } p] when Numbers(p.Value) is [double a, double b, double step] =>
                Distribution.Integers(Whole(a), Whole(b), Whole(step)),
            [{ Name: "oneOf", Value.ValueKind: JsonValueKind.Array } p] =>
                new MixtureDistribution(Parts(p.Value), weights: null),
            [{ Name: "oneOf", Value.ValueKind: JsonValueKind.Array } p, { Name: "weights" } w]
                when Numbers(w.Value) is { } weights =>
                new MixtureDistribution(Parts(p.Value), weights),
            _ => throw Unreadable(json),
        };
    }

    private static Distribution[] Parts(JsonElement json) => [.. json.EnumerateArray().Select(Read)];

    private static double[]? Numbers(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number)
            ? [.. json.EnumerateArray().Select(n => n.GetDouble())]
            : null;

    private static int Whole(double value) => value == Math.Floor(value) && Math.Abs(value) <= LargestWhole
        ? (int)value
        : throw new DegradationException($"integers hold {value}; expected whole numbers in [-1000000, 1000000].");

    private static DegradationException Unreadable(JsonElement json) =>
        new($"a parameter is {json.GetRawText()}; {Expected}.");

    private static void WriteMixture(Utf8JsonWriter writer, MixtureDistribution mixture, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("oneOf");
        JsonSerializer.Serialize(writer, mixture.Parts, options);
        writer.WritePropertyName("weights");
        WriteNumbers(writer, [.. mixture.Weights]);
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, string key, params double[] numbers)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(key);
        WriteNumbers(writer, numbers);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, params double[] numbers)
    {
        writer.WriteStartArray();
        foreach (double number in numbers) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
