using DetectionSdk.Tests;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>The description of a front-end of several networks: read, and the networks opened.</summary>
internal sealed class FrontEndBundleTarget : FuzzTarget
{
    public override string Name => "front-end-bundle";

    public override int InputsPerRound => 1000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text(
            """
            {"version":1,"task":"super-resolution","scale":2,"overlap":3,
            "parts":[{"file":"a.onnx","name":"a","cost":2.5},{"file":"b.onnx","name":"b"}],
            "router":{"kind":"variance","thresholds":[20.5]}}
            """),
        Text(
            """
            {"version":1,"task":"super-resolution","scale":2,"overlap":0,
            "parts":[{"file":"a.onnx","name":"a","firstFrame":0,"lastFrame":9},
            {"file":"b.onnx","name":"b","firstFrame":10}]}
            """),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", ",", ":", "null", "\"scale\":", "\"parts\":[", "\"router\":", "\"kind\":", "\"variance\"",
        "\"thresholds\":[", "\"file\":", "../", "\\ud800", "\"firstFrame\":", "\"overlap\":"
    ];

    public override void Read(byte[] input)
    {
        if (!File.Exists(Folder.File("b.onnx")))
        {
            Folder.Write("a.onnx", SuperResolutionStub.Fixed(2, blur: false));
            Folder.Write("b.onnx", SuperResolutionStub.Fixed(2));
        }
        Folder.Write("bundle.json", input);
        using SuperResolver resolver = Models.SuperResolver(Folder.Path);
    }

    // A changed name of a file is the name of none.
    public override bool IsDocumented(Exception error) => base.IsDocumented(error) || error is FileNotFoundException;
}
