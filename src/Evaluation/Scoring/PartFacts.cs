using System.Text.Json.Serialization;

namespace DetectionSdk.Evaluation;

/// <summary>What a part of an evaluation says beside ground truth and detections.</summary>
internal sealed record PartFacts(
    string Command, IReadOnlyList<string> UnmappedClasses, IReadOnlyList<PartImage> Images,
    IReadOnlyList<DataSetProblem> Problems);

/// <summary>What was measured on one image: times in ticks.</summary>
internal sealed record PartImage(int Index, string Name, long[] Times, Similarity? Similarity)
{
    public static PartImage Of(ImageMeasures image) => new(
        image.Index, image.Name,
        [
            image.Timings.FrontEnd.Ticks, image.Timings.Preprocess.Ticks, image.Timings.Inference.Ticks,
            image.Timings.Postprocess.Ticks,
        ],
        image.Similarity);

    public ImageMeasures ToMeasures() => new(
        Name,
        new StageTimings(
            new TimeSpan(Times[0]), new TimeSpan(Times[1]), new TimeSpan(Times[2]), new TimeSpan(Times[3])),
        Similarity) { Index = Index };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(PartFacts))]
internal sealed partial class PartJson : JsonSerializerContext;
