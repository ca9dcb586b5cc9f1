using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DetectionSdk.Degradation;

/// <summary>
/// Looks for keys and types that nobody knows before System.Text.Json does, which would name a .NET type instead of
/// what is known.
/// </summary>
/// <param name="options">The dialect.</param>
/// <param name="what">What the JSON is, for messages.</param>
internal sealed class KeyCheck(JsonSerializerOptions options, string what)
{
    private const string TypeKey = "type";

    /// <exception cref="DegradationException">A key or a type is not known; the message lists those that
    /// are.</exception>
    public void Require(JsonElement json, Type type) => Require(json, type, "");

    private void Require(JsonElement json, Type type, string path)
    {
        JsonTypeInfo info = options.GetTypeInfo(type);
        if (json.ValueKind == JsonValueKind.Object && info.PolymorphismOptions is { } family)
            RequireKeys(json, FindType(json, family, path), path);
        else if (json.ValueKind == JsonValueKind.Object && info.Kind == JsonTypeInfoKind.Object)
            RequireKeys(json, info, path);
        else if (json.ValueKind == JsonValueKind.Array && info.Kind == JsonTypeInfoKind.Enumerable)
        {
            int index = 0;
            foreach (JsonElement item in json.EnumerateArray()) Require(item, info.ElementType!, $"{path}[{index++}]");
        }
    }

    private JsonTypeInfo FindType(JsonElement json, JsonPolymorphismOptions family, string path)
    {
        string? name = json.TryGetProperty(TypeKey, out JsonElement stated) && stated.ValueKind == JsonValueKind.String
            ? stated.GetString()
            : null;
        foreach (JsonDerivedType known in family.DerivedTypes)
            if (known.TypeDiscriminator as string == name) return options.GetTypeInfo(known.DerivedType);
        throw new DegradationException(
            $"{path} has {(name is null ? "no type" : $"the type '{name}'")}; expected one of "
            + $"{string.Join(", ", family.DerivedTypes.Select(known => known.TypeDiscriminator))}.");
    }

    private DegradationException Unknown(string key, JsonTypeInfo info, string path)
    {
        string known = info.Properties.Count == 0 ? "none" : string.Join(", ", info.Properties.Select(p => p.Name));
        return new($"{(path.Length == 0 ? $"The {what}" : path)} has the key '{key}'; expected {known}.");
    }

    private void RequireKeys(JsonElement json, JsonTypeInfo info, string path)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (info.Properties.FirstOrDefault(p => p.Name == property.Name) is { } known)
                Require(property.Value, known.PropertyType, path.Length == 0 ? known.Name : $"{path}.{known.Name}");
            else if (path.Length == 0 || property.Name != TypeKey)
                throw Unknown(property.Name, info, path);
        }
    }
}
