using System.Text;
using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>A degradation recipe: read, and a plan drawn from it.</summary>
internal sealed class RecipeTarget : FuzzTarget
{
    public override string Name => "recipe";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. ((string[])["aeris", "coco-d", "bsrgan", "real-esrgan", "cctv"])
            .Select(preset => Text(DegradationRecipe.Format(DegradationPipeline.FromPreset(preset))))
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", ",", ":", "\"type\":", "\"gaussianBlur\"", "\"oneOf\"", "\"jpeg\"", "\"integers\":", "null",
        "\"effects\":[", "\"weight\":", "\"choices\":[", "[0, 1]"
    ];

    public override void Read(byte[] input) =>
        DegradationRecipe.Parse(Encoding.UTF8.GetString(input)).Sample(1, new Size(64, 48));
}
