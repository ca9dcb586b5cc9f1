using System.Diagnostics;
using System.Text.Json;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Averages losses between reports and passes them on: to the caller, to <c>log.jsonl</c> and to TensorBoard.
/// </summary>
internal sealed class TrainingLog
{
    private const int Interval = 50;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly (string Property, string Curve)[] Curves =
    [
        ("loss", "loss/total"), ("gradientNorm", "optimizer/gradient_norm"),
        ("learningRate", "optimizer/learning_rate"), ("imagesPerSecond", "speed/images_per_second"),
        ("averagePrecision", "validation/AP"), ("averagePrecision50", "validation/AP50"),
    ];

    private readonly RunFolder _run;
    private readonly TrainingRecipe _recipe;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly SummaryWriter _events;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly Stopwatch _sinceReport = Stopwatch.StartNew();
    private readonly List<TrainingLosses> _losses = [];
    private readonly long _firstStep;

    /// <param name="run">
    /// Where the files go. Lines of steps that a resumed run will repeat are taken out of its log, and TensorBoard's
    /// file is written anew from the others.
    /// </param>
    /// <param name="recipe">What is trained.</param>
    /// <param name="firstStep">Steps done before.</param>
    /// <param name="progress">The caller's ear, or null.</param>
    public TrainingLog(RunFolder run, TrainingRecipe recipe, long firstStep, IProgress<TrainingProgress>? progress)
    {
        _run = run;
        _recipe = recipe;
        _progress = progress;
        _firstStep = firstStep;
        foreach (string old in Directory.GetFiles(run.Path, "events.out.tfevents.*")) File.Delete(old);
        _events = utils.tensorboard.SummaryWriter(run.Path, createRunName: false);
        foreach (string line in CutAfter(firstStep)) Plot(line);
    }

    /// <summary>Passes on a text.</summary>
    public void Say(long step, string message) =>
        _progress?.Report(new TrainingProgress(step, _recipe.Steps, null, 0, Remaining(step), null, message));

    /// <summary>
    /// Adds the losses of a step; reports every 50 steps, and the first one at once, so that the caller knows how long
    /// it will take.
    /// </summary>
    public void Add(long step, double learningRate, TrainingLosses losses)
    {
        _losses.Add(losses);
        if (step % Interval != 0 && step != _recipe.Steps)
        {
            if (step == _firstStep + 1) Report(step, losses, _recipe.BatchSize / _sinceReport.Elapsed.TotalSeconds);
            return;
        }

        TrainingLosses mean = TrainingLosses.Mean(_losses);
        double imagesPerSecond = _losses.Count * _recipe.BatchSize / _sinceReport.Elapsed.TotalSeconds;
        _losses.Clear();
        _sinceReport.Restart();
        Write(new { step, learningRate, loss = mean.Total, mean.Terms, mean.GradientNorm, imagesPerSecond });
        Report(step, mean, imagesPerSecond);
    }

    /// <summary>Reports a validation. The time it took does not count as training speed.</summary>
    public void Add(ValidationScores scores)
    {
        Write(new { scores.Step, scores.AveragePrecision, scores.AveragePrecision50, scores.IsBest });
        _progress?.Report(
            new TrainingProgress(scores.Step, _recipe.Steps, null, 0, Remaining(scores.Step), scores, null));
        _sinceReport.Restart();
    }

    private void Report(long step, TrainingLosses losses, double imagesPerSecond) => _progress?.Report(
        new TrainingProgress(step, _recipe.Steps, losses, imagesPerSecond, Remaining(step), null, null));

    private TimeSpan Remaining(long step) =>
        step == _firstStep
            ? TimeSpan.Zero
            : _sinceStart.Elapsed * ((double)(_recipe.Steps - step) / (step - _firstStep));

    private void Write(object values)
    {
        string line = JsonSerializer.Serialize(values, Json);
        File.AppendAllText(_run.Log, line + "\n");
        Plot(line);
    }

    /// <summary>Adds the numbers of a line of the log to TensorBoard's curves.</summary>
    private void Plot(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        int step = (int)document.RootElement.GetProperty("step").GetInt64();
        foreach ((string property, string curve) in Curves)
            if (document.RootElement.TryGetProperty(property, out JsonElement value)) Plot(curve, value, step);
        if (!document.RootElement.TryGetProperty("terms", out JsonElement terms)
            || terms.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty term in terms.EnumerateObject()) Plot($"loss/{term.Name}", term.Value, step);
    }

    private void Plot(string curve, JsonElement value, int step)
    {
        if (value.ValueKind == JsonValueKind.Number) _events.add_scalar(curve, (float)value.GetDouble(), step);
    }

    private List<string> CutAfter(long step)
    {
        if (!File.Exists(_run.Log)) return [];
        List<string> kept = [];
        int foreign = 0;
        foreach (string line in File.ReadLines(_run.Log))
            if (StepOf(line) is not { } ofLine) foreign++;
            else if (ofLine <= step) kept.Add(line);
        AtomicFile.Write(_run.Log, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            foreach (string line in kept) writer.WriteLine(line);
        });
        if (foreign > 0) Say(step, $"'{_run.Log}': {foreign} lines without a step were left out.");
        return kept;
    }

    // A line that a killed process did not finish, or that is not of this log, belongs to no step.
    private static long? StepOf(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<LogLine>(line, Json)?.Step;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record LogLine(long? Step);
}
