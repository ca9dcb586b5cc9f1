using DetectionSdk.Tests;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Whole ONNX files of detectors: loaded, and run on a picture.</summary>
internal sealed class DetectorModelTarget : FuzzTarget
{
    private static readonly Dictionary<string, string> Metadata = new()
    {
        ["names"] = "{0: 'dark', 1: 'light'}", ["stride"] = "32", ["imgsz"] = "[64, 64]", ["task"] = "detect",
    };

    public override string Name => "detector-model";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        OnnxStub.Constant(
            [1, 3, 64, 64], [1, 6, 2], [10, 20, 10, 20, 4, 4, 4, 4, 0.9f, 0, 0, 0.8f], Metadata),
        OnnxStub.Constant([-1, 3, -1, -1], [1, 2, 6], [1, 2, 9, 9, 0.9f, 0, 4, 4, 20, 30, 0.8f, 1], Metadata),
        OnnxStub.CellMeans(
            [1, 3, 64, 64], [16, 16, 20, 20, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0],
            metadata: Metadata),
    ];

    public override IReadOnlyList<string> Words { get; } =
        ["images", "output0", "Identity", "Conv", "Reshape", "Cast", "names", "{0: 'dark'}", "\x08", "\x12", "\x1a"];

    public override void Read(byte[] input)
    {
        using Detector detector = Models.Detector(Folder.Write("model.onnx", input));
        Models.Detect(detector);
    }
}
