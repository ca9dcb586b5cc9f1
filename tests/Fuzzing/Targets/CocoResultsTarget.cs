using DetectionSdk.Evaluation;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>A COCO results file, read and scored.</summary>
internal sealed class CocoResultsTarget : FuzzTarget
{
    private AnnotatedDataSet? _truth;

    public override string Name => "coco-results";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text(
            """
            [{"image_id":1,"category_id":3,"bbox":[1,2,3.5,4],"score":0.9},
            {"image_id":2,"category_id":7,"bbox":[0,0,2,2],"score":0.25}]
            """),
        Text("""{"annotations":[{"image_id":1,"category_id":3,"bbox":[1,2,3,4],"score":1}]}"""),
        Text("[]"),
    ];

    public override IReadOnlyList<string> Words { get; } =
        ["{", "}", "[", "]", ",", ":", "\"", "\"image_id\":", "\"bbox\":", "\"score\":", "null", "true", "\"a\""];

    public override void Read(byte[] input)
    {
        _truth ??= Truth();
        _ = CocoEvaluation.Run(_truth, CocoDetections.Read(Folder.Write("results.json", input), _truth, []));
    }

    private AnnotatedDataSet Truth()
    {
        foreach (string name in (string[])["a.png", "b.png"]) Folder.Write(name, Pictures.Png);
        return CocoDataSet.Read(Folder.Write("instances.json", Text(CocoTarget.Instances)));
    }
}
