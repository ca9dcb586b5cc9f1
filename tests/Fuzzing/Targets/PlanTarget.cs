using System.Text;
using DetectionSdk.Degradation;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>The plan of one picture.</summary>
internal sealed class PlanTarget : FuzzTarget
{
    public override string Name => "plan";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. ((string[])["aeris", "coco-d", "bsrgan", "real-esrgan", "cctv"])
            .Select(preset => Text(
                DegradationPipeline.FromPreset(preset).Sample(3, new OpenCvSharp.Size(64, 48)).ToJson()))
    ];

    public override IReadOnlyList<string> Words { get; } =
        ["{", "}", "[", "]", ",", ":", "\"type\":", "\"resize\"", "\"width\":", "\"steps\":[", "null", "\"jpeg\""];

    public override void Read(byte[] input) => DegradationPlan.FromJson(Encoding.UTF8.GetString(input));
}
