using DetectionSdk.Studies;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Scores in the folder of a study.</summary>
internal sealed class StudyTarget : FuzzTarget
{
    public override string Name => "study";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text(
            """
            {"AP":0.3,"AP50":0.5,"AP75":0.2,"APs":-1,"APm":0.1,"APl":0.4,"AR1":0.1,"AR10":0.2,"AR100":0.3,"ARs":-1,
            "ARm":0.5,"ARl":0.6,"frontEnd":{"milliseconds":12.5,"detectorMilliseconds":20,"psnr":24.5,"ssim":null},
            "images":[{"name":"a.jpg","AP":0.25,"AP50":1,"psnr":"Infinity","ssim":"NaN"}]}
            """),
    ];

    public override IReadOnlyList<string> Words { get; } =
        ["{", "}", "[", "]", ",", ":", "null", "\"frontEnd\":", "\"images\":", "\"NaN\"", "\"AP\":", "\"name\":"];

    public override void Read(byte[] input)
    {
        Folder.Write("arm/1/x4.json", input);
        IReadOnlyList<StudyScore> scores = StudyFolder.Read(Folder.Path);
        _ = StudyTable.Compute(scores, "arm");
        _ = CorrelationTable.Compute(scores);
    }
}
