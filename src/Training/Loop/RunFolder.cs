using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>The files of a training run; <see cref="AerisTrainer"/> says what is in each.</summary>
internal sealed class RunFolder(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Options => File("options.json");

    public string LatestCheckpoint => File("checkpoint.safetensors");

    public string PreviousCheckpoint => File("checkpoint.previous.safetensors");

    public string NextCheckpoint => File("checkpoint.next.safetensors");

    public string BestWeights => File("best.safetensors");

    public string BestModel => File("best.onnx");

    public string DetectorModel => File("detector.onnx");

    public string CandidateModel => File("candidate.onnx");

    public string Log => File("log.jsonl");

    public bool HasCheckpoint => System.IO.File.Exists(LatestCheckpoint) || System.IO.File.Exists(PreviousCheckpoint);

    public string FaultyBatch(long step) => File($"faulty-batch-{step}.safetensors");

    /// <summary>Makes the folder of a new run.</summary>
    /// <exception cref="TrainingException">It already holds a run, or the checkpoint of one.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static RunFolder Create<TOptions>(string path, RunDescription<TOptions> description)
        where TOptions : TrainerOptions
    {
        RunFolder run = new(path);
        if (System.IO.File.Exists(run.Options))
            throw new TrainingException(
                $"'{run.Path}' already holds a training run. Resume it, or choose another folder.");
        if (run.HasCheckpoint)
            throw new TrainingException(
                $"'{run.Path}' holds a checkpoint without the '{run.Options}' that it belongs to. Restore that "
                + "file and resume, or choose another folder.");
        try
        {
            Directory.CreateDirectory(run.Path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"'{run.Path}' cannot be made: {error.Message}", error);
        }

        description.Write(run.Options);
        return run;
    }

    /// <summary>Opens the folder of a run that was begun.</summary>
    /// <exception cref="TrainingException">It holds no run.</exception>
    public static (RunFolder Run, RunDescription<TOptions> Description) Open<TOptions>(string path)
        where TOptions : TrainerOptions
    {
        RunFolder run = new(path);
        if (!System.IO.File.Exists(run.Options))
            throw new TrainingException($"'{run.Path}' holds no training run: '{run.Options}' is absent.");
        return (run, RunDescription<TOptions>.Read(run.Options));
    }

    /// <summary>Makes the candidate model, and the averaged weights it was made from, the best of the run.</summary>
    public void KeepCandidate<TNetwork>(TrainingState<TNetwork> state, IReadOnlyList<string> classNames)
        where TNetwork : nn.Module
    {
        Dictionary<string, string> metadata = new()
        {
            ["step"] =
                state.Step.ToString(CultureInfo.InvariantCulture), ["classes"] = JsonSerializer.Serialize(classNames),
        };
        SafeTensors.Write(BestWeights, state.Average.state_dict(), metadata);
        System.IO.File.Move(CandidateModel, BestModel, overwrite: true);
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
