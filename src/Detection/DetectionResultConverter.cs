using System.Text.Json;
using System.Text.Json.Serialization;

namespace DetectionSdk;

/// <summary>Writes a result as <see cref="DetectionResult.ToJson"/> does, without the name of the image.</summary>
internal sealed class DetectionResultConverter : JsonConverter<DetectionResult>
{
    public override void Write(Utf8JsonWriter writer, DetectionResult value, JsonSerializerOptions options) =>
        value.WriteTo(writer);

    public override DetectionResult Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A DetectionResult is written as JSON, not read.");
}
