using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DetectionSdk.Evaluation;

/// <summary>COCO files as JSON, read as leniently as Python reads them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CocoFile))]
[JsonSerializable(typeof(CocoResultFile))]
[JsonSerializable(typeof(IReadOnlyList<CocoResult?>))]
internal sealed partial class CocoJson : JsonSerializerContext
{
    /// <summary>Reads a json file; faults name the file, the line and the place in the document.</summary>
    public static T Read<T>(string path, JsonTypeInfo<T> type, string expected) where T : class
    {
        using Stream file = new PythonNumbersStream(DataSetFile.Open(path, DataSetFile.MaximumJsonBytes));
        try
        {
            return JsonSerializer.Deserialize(file, type)
                ?? throw new DataSetException(path, null, $"holds null, expected {expected}.");
        }
        catch (JsonException fault)
        {
            int? line = fault.LineNumber is { } number ? (int)number + 1 : null;
            throw new DataSetException(
                path, line, $"broken at '{fault.Path}', expected {expected}: {Reason(fault)}", fault);
        }
    }

    /// <summary>Whether the first character of a file opens an object.</summary>
    public static bool HoldsObject(string path)
    {
        using var reader = new StreamReader(DataSetFile.Open(path, DataSetFile.MaximumJsonBytes));
        int first = reader.Read();
        while (first >= 0 && char.IsWhiteSpace((char)first)) first = reader.Read();
        return first == '{';
    }

    /// <summary>Writes a json file whole or not at all.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        DataSetFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type));

    // The library names types of this program and repeats the place.
    private static string Reason(JsonException fault)
    {
        if (fault.Message.Contains(nameof(DetectionSdk), StringComparison.Ordinal)
            || fault.Message.Contains(nameof(System), StringComparison.Ordinal))
            return "there is a value of another kind.";
        int place = fault.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return place < 0 ? fault.Message : fault.Message[..place];
    }
}
