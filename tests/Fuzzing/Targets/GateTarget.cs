namespace DetectionSdk.Fuzzing.Targets;

/// <summary>A learned gate.</summary>
internal sealed class GateTarget : FuzzTarget
{
    public override string Name => "gate";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text("""{ "feature": "sharpness", "threshold": 0.615, "enhancesAbove": true }"""),
        Text("""{ "feature": "noise", "threshold": "-Infinity", "enhancesAbove": false }"""),
    ];

    public override IReadOnlyList<string> Words { get; } =
        ["{", "}", "\"", ",", ":", "\"feature\":", "\"NaN\"", "true", "null", "[", "]"];

    public override void Read(byte[] input) => QualityGate.Load(Folder.Write("gate.json", input));
}
