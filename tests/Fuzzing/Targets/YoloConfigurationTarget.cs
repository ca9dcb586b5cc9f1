using DetectionSdk.Evaluation;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>The <c>data.yaml</c> of a YOLO data set of two pictures.</summary>
internal sealed class YoloConfigurationTarget : FuzzTarget
{
    public override string Name => "data-yaml";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text("path: .\ntrain: images\nval: images\nnc: 2\nnames: [bus, car]\n"),
        Text("# comment\nval:\n  - images\nnames:\n  0: bus\n  1: 'a: b'\n"),
        Text("base: &x [bus, car]\nnames: *x\nval: images\ndownload: |\n  a\n  b\n"),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        ":", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: ", "|", ">", "'", "\"", "\n  ", "? ", "!!str ", "---\n",
        "names:", "val:", "path:", "nc:", "../", "/", "%YAML 1.2\n", "\t"
    ];

    public override void Read(byte[] input)
    {
        string path = Folder.Write("data.yaml", input);
        if (!File.Exists(Folder.File("images/a.png")))
        {
            foreach (string name in (string[])["images/a.png", "images/b.png"]) Folder.Write(name, Pictures.Png);
            Folder.Write("labels/a.txt", Text("0 0.5 0.5 0.5 0.5\n"));
        }
        _ = AnnotatedDataSet.Load(path, "val");
    }
}
