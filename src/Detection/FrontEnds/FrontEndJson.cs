using System.Text.Json.Serialization;

namespace DetectionSdk;

/// <summary>
/// How the JSON files of front-ends become objects, written by the compiler: programs may be trimmed.
/// </summary>
[JsonSerializable(typeof(QualityGate))]
[JsonSerializable(typeof(FrontEndBundle))]
internal sealed partial class FrontEndJson : JsonSerializerContext;
