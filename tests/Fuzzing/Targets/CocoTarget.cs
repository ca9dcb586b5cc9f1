using DetectionSdk.Evaluation;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>A COCO instances file.</summary>
internal sealed class CocoTarget : FuzzTarget
{
    public const string Instances =
        """
        {"images":[{"id":1,"file_name":"a.png","width":16,"height":12},{"id":2,"file_name":"b.png"}],
        "annotations":[{"id":1,"image_id":1,"category_id":3,"bbox":[1,2,3.5,4],"area":14,"iscrowd":0},
        {"id":2,"image_id":2,"category_id":7,"bbox":[0,0,2,2],"iscrowd":1,"segmentation":[[0,0,2,0,2,2]]}],
        "categories":[{"id":3,"name":"bus","supercategory":"vehicle"},{"id":7,"name":"car"}]}
        """;

    public override string Name => "coco";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Text(Instances)];

    public override IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\"id\":", "\"images\":", "\"annotations\":", "\"categories\":",
        "\"bbox\":", "null", "true", "{}", "[]", "\"../a.png\"", "\\u0000", "\\ud800"
    ];

    public override void Read(byte[] input)
    {
        if (!File.Exists(Folder.File("a.png")))
            foreach (string name in (string[])["a.png", "b.png"]) Folder.Write(name, Pictures.Png);
        _ = CocoDataSet.Read(Folder.Write("instances.json", input));
    }
}
