using System.Globalization;
using System.Text.Json;

namespace DetectionSdk.Training;

/// <summary>
/// Saves and restores a <see cref="TrainingState"/>: a safetensors file with the tensors <c>network.*</c>,
/// <c>average.*</c>, <c>optimizer.first.*</c> and <c>optimizer.second.*</c>, and the metadata <c>step</c>, <c>best</c>,
/// <c>validated</c> and <c>classes</c>.
/// </summary>
/// <param name="run">The run's folder.</param>
/// <param name="classNames">Class names that a checkpoint must have.</param>
internal sealed class Checkpoint(RunFolder run, IReadOnlyList<string> classNames)
{
    private long _savedStep = -1;

    /// <summary>
    /// Saves the state. The checkpoint before stays as the previous one; at every moment one of the two is whole.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the checkpoints that were there stay.</exception>
    public void Save(TrainingState state)
    {
        _savedStep = state.Step; // one that fails is not tried again
        Dictionary<string, string> metadata = new()
        {
            ["step"] = state.Step.ToString(CultureInfo.InvariantCulture),
            ["best"] = JsonSerializer.Serialize(state.Best),
            ["validated"] = state.ValidatedStep.ToString(CultureInfo.InvariantCulture),
            ["classes"] = JsonSerializer.Serialize(classNames),
        };
        SafeTensors.Write(run.NextCheckpoint, state.Tensors, metadata);
        if (File.Exists(run.LatestCheckpoint)) File.Move(run.LatestCheckpoint, run.PreviousCheckpoint, overwrite: true);
        File.Move(run.NextCheckpoint, run.LatestCheckpoint, overwrite: true);
    }

    /// <summary>Saves a state of a step that was not saved before, if no step is half done.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveIfNew(TrainingState state)
    {
        if (state.IsWhole && state.Step != _savedStep) Save(state);
    }

    /// <summary>Restores the latest checkpoint that is whole.</summary>
    /// <returns>What was restored, and what was found damaged on the way, for the user; null without any.</returns>
    /// <exception cref="TrainingException">There are checkpoints, but none can be used.</exception>
    public string? Restore(TrainingState state)
    {
        string[] candidates = [.. new[] { run.LatestCheckpoint, run.PreviousCheckpoint }.Where(File.Exists)];
        List<string> faults = [];
        foreach (string path in candidates)
        {
            try
            {
                Restore(path, state);
                _savedStep = state.Step;
                return string.Join(" ", [.. faults, $"Resumed '{path}' at step {state.Step}."]);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                faults.Add(error.Message);
            }
        }

        return candidates.Length == 0
            ? null
            : throw new TrainingException($"No checkpoint in '{run.Path}' can be used. {string.Join(" ", faults)}");
    }

    private void Restore(string path, TrainingState state)
    {
        using SafeTensorFile file = SafeTensors.Read(path);
        string[] classes = Parse<string[]>(path, file, "classes") ?? [];
        if (!classes.SequenceEqual(classNames))
            throw new InvalidDataException(
                $"'{path}' detects the classes [{string.Join(", ", classes)}]; expected "
                + $"[{string.Join(", ", classNames)}].");
        if (Parse<long?>(path, file, "step") is not { } step || step < 0)
            throw new InvalidDataException($"'{path}' is no training checkpoint: its metadata has no step.");
        ValidationScores? best = Parse<ValidationScores>(path, file, "best");
        // earlier versions saved after a validation only
        long validated = Parse<long?>(path, file, "validated") ?? step;
        file.CopyTo(state.Tensors, path);
        state.ContinueFrom(step, best, validated);
    }

    private static T? Parse<T>(string path, SafeTensorFile file, string entry)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.Metadata.GetValueOrDefault(entry, "null"));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"'{path}' is damaged: its metadata '{entry}' is {file.Metadata[entry]} ({error.Message})", error);
        }
    }
}
