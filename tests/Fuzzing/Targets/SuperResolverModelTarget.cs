using DetectionSdk.Tests;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Whole ONNX files of super-resolution networks: loaded, and run on a picture.</summary>
internal sealed class SuperResolverModelTarget : FuzzTarget
{
    public override string Name => "super-resolver-model";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        [SuperResolutionStub.Fixed(2), SuperResolutionStub.Fixed(3, blur: false), SuperResolutionStub.Any()];

    public override IReadOnlyList<string> Words { get; } =
        ["images", "enlarged", "size", "Resize", "Conv", "Concat", "scale", "overlap", "any", "maximum-scale"];

    public override void Read(byte[] input)
    {
        using SuperResolver resolver = Models.SuperResolver(Folder.Write("model.onnx", input));
        Models.Enlarge(resolver);
    }
}
