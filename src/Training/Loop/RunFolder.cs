using System.Globalization;
using System.Text.Json;

namespace DetectionSdk.Training;

/// <summary>The files of a training run; <see cref="Trainer"/> says what is in each.</summary>
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

    public string Lock => File("run.lock");

    public bool HasCheckpoint => System.IO.File.Exists(LatestCheckpoint) || System.IO.File.Exists(PreviousCheckpoint);

    public string FaultyBatch(long step) => File($"faulty-batch-{step}.safetensors");

    /// <summary>A folder that no run has begun in.</summary>
    /// <exception cref="TrainingException">It already holds a run, or the checkpoint of one.</exception>
    public static RunFolder New(string path)
    {
        RunFolder run = new(path);
        if (System.IO.File.Exists(run.Options))
            throw new TrainingException(
                $"'{run.Path}' already holds a training run. Resume it, or choose another folder.");
        if (run.HasCheckpoint)
            throw new TrainingException(
                $"'{run.Path}' holds a checkpoint without the '{run.Options}' that it belongs to. Restore that "
                + "file and resume, or choose another folder.");
        return run;
    }

    /// <summary>Makes the folder, and writes what the run is.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Begin(RunDescription description)
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"'{Path}' cannot be made: {error.Message}", error);
        }

        description.Write(Options);
    }

    /// <summary>Opens the folder of a run that was begun.</summary>
    /// <exception cref="TrainingException">It holds no run.</exception>
    public static (RunFolder Run, RunDescription Description) Open(string path)
    {
        RunFolder run = new(path);
        if (!System.IO.File.Exists(run.Options))
            throw new TrainingException($"'{run.Path}' holds no training run: '{run.Options}' is absent.");
        return (run, RunDescription.Read(run.Options));
    }

    /// <summary>Opens the folder of a run that was begun with a certain recipe.</summary>
    /// <exception cref="TrainingException">It holds no run, or one of another kind.</exception>
    public static (RunFolder Run, RunDescription Description, TRecipe Recipe) Open<TRecipe>(string path)
        where TRecipe : TrainingRecipe
    {
        (RunFolder run, RunDescription description) = Open(path);
        if (description.Recipe is TRecipe recipe) return (run, description, recipe);
        string found = RecipeKind.Of(description.Recipe.GetType()).Makes;
        string expected = RecipeKind.Of(typeof(TRecipe)).Makes;
        throw new TrainingException(
            $"'{run.Path}' is the run of a {found}; expected that of a {expected}. The model of either is its "
            + "best.onnx.");
    }

    /// <summary>Makes the averaged weights the best of the run.</summary>
    public void KeepWeights(TrainingState state, IReadOnlyList<string> classNames)
    {
        Dictionary<string, string> metadata = new()
        {
            ["step"] = state.Step.ToString(CultureInfo.InvariantCulture),
            ["classes"] = JsonSerializer.Serialize(classNames),
        };
        SafeTensors.Write(BestWeights, state.Average.state_dict(), metadata);
    }

    /// <summary>Makes the candidate model the best of the run.</summary>
    public void KeepCandidate() => System.IO.File.Move(CandidateModel, BestModel, overwrite: true);

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
