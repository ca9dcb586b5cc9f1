using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>A plan as <c>{"inputWidth", "inputHeight", "steps"}</c>.</summary>
internal sealed class DegradationPlanConverter : JsonConverter<DegradationPlan>
{
    public override DegradationPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Document plan = JsonSerializer.Deserialize<Document>(ref reader, options)
            ?? throw new JsonException("The plan is null; expected an object.");
        return new DegradationPlan(new Size(plan.InputWidth, plan.InputHeight), plan.Steps);
    }

    public override void Write(Utf8JsonWriter writer, DegradationPlan value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer, new Document(value.InputSize.Width, value.InputSize.Height, value.Steps), options);

    internal sealed record Document(int InputWidth, int InputHeight, IReadOnlyList<DegradationStep> Steps);
}
