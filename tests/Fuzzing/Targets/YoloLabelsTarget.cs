using DetectionSdk.Evaluation;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>A label file of YOLO.</summary>
internal sealed class YoloLabelsTarget : FuzzTarget
{
    public override string Name => "yolo-labels";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text("0 0.5 0.5 0.25 0.5\n1 0.1 0.2 0.05 0.1\n"),
        Text("1 0.1 0.1 0.9 0.1 0.9 0.9 0.1 0.9\r\n"),
        Text(""),
    ];

    public override IReadOnlyList<string> Words { get; } =
        [" ", "\n", "\t", "\r", "0 0.5 0.5 0.5 0.5\n", "1e", ",", "+"];

    public override void Read(byte[] input)
    {
        Folder.Write("labels/a.txt", input);
        if (!File.Exists(Folder.File("data.yaml")))
        {
            Folder.Write("images/a.png", Pictures.Png);
            Folder.Write("data.yaml", Text("val: images\nnames: [bus, car]\n"));
        }
        _ = AnnotatedDataSet.Load(Folder.Path, "val");
    }
}
