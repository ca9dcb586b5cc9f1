using DetectionSdk.Training;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>
/// The options of a detector's training run; its weights are absent, which is the last thing to be said.
/// </summary>
internal sealed class DetectorRunTarget : FuzzTarget
{
    public override string Name => "detector-run";

    public override int InputsPerRound => 500;

    public override IReadOnlyList<byte[]> Seeds { get; } = [Resource("detector-options.json")];

    public override IReadOnlyList<string> Words { get; } = RunWords.All;

    public override void Read(byte[] input)
    {
        Folder.Write("options.json", input);
        try
        {
            TrainedNetwork.Load(Folder.Path).Dispose();
        }
        catch (TrainingException error) when (error.Message.Contains("best.safetensors", StringComparison.Ordinal))
        {
            // The options are sound.
        }
    }
}
