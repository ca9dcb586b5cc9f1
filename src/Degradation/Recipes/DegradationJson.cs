using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DetectionSdk.Degradation;

/// <summary>The one JSON dialect of recipes and plans: camel case, strict about keys, nulls and enum names.</summary>
internal static class DegradationJson
{
    private static readonly Dialect BuiltIn = new([]);

    private static volatile Dialect _current = BuiltIn;

    /// <summary>On one line.</summary>
    public static JsonSerializerOptions Compact => _current.Compact;

    /// <summary>For people.</summary>
    public static JsonSerializerOptions Indented => _current.Indented;

    /// <summary>As <see cref="Indented"/>, without what users made known: what the published schema
    /// describes.</summary>
    public static JsonSerializerOptions Published => BuiltIn.Indented;

    /// <summary>Makes an effect and its step known.</summary>
    /// <exception cref="ArgumentException">The name or one of the types is known already.</exception>
    public static void Register(string name, Type options, Type step)
    {
        foreach (Type family in (Type[])[typeof(EffectOptions), typeof(DegradationStep)])
            foreach (JsonDerivedType known in Compact.GetTypeInfo(family).PolymorphismOptions!.DerivedTypes)
                if (known.TypeDiscriminator as string == name
                    || known.DerivedType == options
                    || known.DerivedType == step)
                    throw new ArgumentException(
                        $"'{known.TypeDiscriminator}' is {known.DerivedType.Name} already; expected a new name and new "
                        + "types.", nameof(name));
        _current = new Dialect([.. _current.Types, (name, options, step)]);
    }

    /// <exception cref="DegradationException">A type of the value is not known.</exception>
    public static string Format<T>(T value, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Serialize(value, options);
        }
        catch (NotSupportedException error)
        {
            throw new DegradationException(
                $"An effect or step has no name in JSON; call {nameof(DegradationTypes)}."
                + $"{nameof(DegradationTypes.Add)} first. {error.Message}", error);
        }
    }

    /// <summary>
    /// Reads strictly. System.Text.Json reports a missing <c>type</c> as not supported, everything else as a JSON
    /// error.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="document">The record that has its keys, where it is not <typeparamref name="T"/>.</param>
    /// <exception cref="DegradationException">
    /// The text is not JSON of that type; the message names the key path.
    /// </exception>
    public static T Parse<T>(string json, string what, Type? document = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using (JsonDocument parsed = JsonDocument.Parse(json))
                new KeyCheck(Compact, what).Require(parsed.RootElement, document ?? typeof(T));
            return JsonSerializer.Deserialize<T>(json, Compact)
                ?? throw new DegradationException($"The {what} is null; expected an object.");
        }
        // Texts that are no UTF-16 are invalid operations.
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            string place = (error as JsonException)?.Path is { } path
                && !error.Message.Contains(path, StringComparison.Ordinal)
                ? $" Path: {path}."
                : "";
            throw new DegradationException($"The {what} cannot be read: {error.Message}{place}", error);
        }
    }

    private sealed class Dialect((string Name, Type Options, Type Step)[] types)
    {
        public (string Name, Type Options, Type Step)[] Types { get; } = types;

        public JsonSerializerOptions Compact { get; } = Create(types, indented: false);

        public JsonSerializerOptions Indented { get; } = Create(types, indented: true);
    }

    private static JsonSerializerOptions Create((string Name, Type Options, Type Step)[] types, bool indented) => new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => AddTypes(info, types), ReadWhole } },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        WriteIndented = indented,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static void AddTypes(JsonTypeInfo info, (string Name, Type Options, Type Step)[] types)
    {
        foreach ((string name, Type options, Type step) in types)
        {
            if (info.Type == typeof(EffectOptions))
                info.PolymorphismOptions!.DerivedTypes.Add(new JsonDerivedType(options, name));
            else if (info.Type == typeof(DegradationStep))
                info.PolymorphismOptions!.DerivedTypes.Add(new JsonDerivedType(step, name));
        }
    }

    private static void ReadWhole(JsonTypeInfo info)
    {
        foreach (JsonPropertyInfo property in info.Properties.Where(p => p.PropertyType == typeof(Distribution)))
        {
            ParameterRangeAttribute? range = property.AttributeProvider?
                .GetCustomAttributes(typeof(ParameterRangeAttribute), inherit: false)
                .OfType<ParameterRangeAttribute>().FirstOrDefault();
            if (range is { Odd: true }) property.CustomConverter = new DistributionConverter(wholeStep: 2);
            else if (range is { Whole: true }) property.CustomConverter = new DistributionConverter(wholeStep: 1);
        }
    }
}
