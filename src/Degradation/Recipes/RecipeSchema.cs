using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace DetectionSdk.Degradation;

/// <summary>
/// Derives the schema of recipes from the option records and their ranges, so that the two cannot drift apart.
/// </summary>
internal static class RecipeSchema
{
    public static string Create(Type document)
    {
        JsonSchemaExporterOptions options = new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Describe,
        };
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "DetectionSDK degradation recipe",
        };
        foreach ((string key, JsonNode? value) in
            DegradationJson.Published.GetJsonSchemaAsNode(document, options).AsObject())
            schema[key] = value?.DeepClone();
        schema["$defs"] = new JsonObject { ["distribution"] = Distribution() };
        return schema.ToJsonString(DegradationJson.Published);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        ParameterRangeAttribute? range = context.PropertyInfo?.AttributeProvider?
            .GetCustomAttributes(typeof(ParameterRangeAttribute), inherit: false)
                .OfType<ParameterRangeAttribute>().FirstOrDefault();
        if (context.TypeInfo.Type == typeof(Distribution))
            schema = Parameter(nullable: context.PropertyInfo?.IsGetNullable ?? false);
        else if (range is not null) (schema["minimum"], schema["maximum"]) = (range.Minimum, range.Maximum);
        if (range is not null) schema["description"] = range.ToString();
        if (context.PropertyInfo?.DeclaringType == typeof(PresetOptions))
            schema["enum"] = new JsonArray([.. DegradationPipeline.PresetNames.Select(name => (JsonNode?)name)]);
        return schema;
    }

    private static JsonObject Parameter(bool nullable)
    {
        JsonObject reference = new() { ["$ref"] = "#/$defs/distribution" };
        return nullable
            ? new() { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) }
            : reference;
    }

    private static JsonNode Distribution() => JsonNode.Parse("""
        {
          "anyOf": [
            { "description": "constant", "type": "number" },
            {
              "description": "uniform on [minimum, maximum)",
              "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2
            },
            {
              "description": "the logarithm is uniform: [minimum, maximum]",
              "type": "object",
              "properties": {
                "logUniform": {
                  "type": "array", "items": { "type": "number", "exclusiveMinimum": 0 }, "minItems": 2, "maxItems": 2
                }
              },
              "required": ["logUniform"],
              "additionalProperties": false
            },
            {
              "description": "whole numbers, each as likely: [minimum, maximum] or [minimum, maximum, step]",
              "type": "object",
              "properties": {
                "integers": { "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 3 }
              },
              "required": ["integers"],
              "additionalProperties": false
            },
            {
              "description": "one of several, as likely as their weights; without weights each as likely",
              "type": "object",
              "properties": {
                "oneOf": { "type": "array", "items": { "$ref": "#/$defs/distribution" }, "minItems": 1 },
                "weights": { "type": "array", "items": { "type": "number", "exclusiveMinimum": 0 }, "minItems": 1 }
              },
              "required": ["oneOf"],
              "additionalProperties": false
            }
          ]
        }
        """)!;
}
