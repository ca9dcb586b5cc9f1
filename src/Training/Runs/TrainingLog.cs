using System.Diagnostics;
using System.Text.Json;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Averages losses between reports and passes them on: to the caller, to <c>log.jsonl</c> and to TensorBoard.</summary>
internal sealed class TrainingLog
{
    private const int Interval = 50;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly RunFolder _run;
    private readonly TrainerOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly SummaryWriter _events;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly Stopwatch _sinceReport = Stopwatch.StartNew();
    private readonly List<TrainingLosses> _losses = [];
    private readonly long _firstStep;

    /// <param name="run">Where the files go. Lines of steps that a resumed run will repeat are taken out of its log.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="firstStep">Steps done before.</param>
    /// <param name="progress">The caller's ear, or null.</param>
    public TrainingLog(RunFolder run, TrainerOptions options, long firstStep, IProgress<TrainingProgress>? progress)
    {
        _run = run;
        _options = options;
        _progress = progress;
        _firstStep = firstStep;
        _events = utils.tensorboard.SummaryWriter(run.Path, createRunName: false);
        CutAfter(firstStep);
    }

    /// <summary>Passes on a text.</summary>
    public void Say(long step, string message) => _progress?.Report(new TrainingProgress(step, _options.Steps, null, 0, Remaining(step), null, message));

    /// <summary>Adds the losses of a step; reports every 50 steps.</summary>
    public void Add(long step, double learningRate, TrainingLosses losses)
    {
        _losses.Add(losses);
        if (step % Interval != 0 && step != _options.Steps) return;

        TrainingLosses mean = TrainingLosses.Mean(_losses);
        double imagesPerSecond = _losses.Count * _options.BatchSize / _sinceReport.Elapsed.TotalSeconds;
        _losses.Clear();
        _sinceReport.Restart();
        Append(new { step, learningRate, loss = mean.Total, mean.Terms, mean.GradientNorm, imagesPerSecond });
        Plot(step, [("loss/total", mean.Total), .. mean.Terms.Select(term => ($"loss/{term.Key}", term.Value)),
            ("optimizer/gradient_norm", mean.GradientNorm), ("optimizer/learning_rate", learningRate), ("speed/images_per_second", imagesPerSecond)]);
        _progress?.Report(new TrainingProgress(step, _options.Steps, mean, imagesPerSecond, Remaining(step), null, null));
    }

    /// <summary>Reports a validation. The time it took does not count as training speed.</summary>
    public void Add(ValidationScores scores)
    {
        Append(new { scores.Step, scores.AveragePrecision, scores.AveragePrecision50, scores.IsBest });
        Plot(scores.Step, ("validation/AP", scores.AveragePrecision), ("validation/AP50", scores.AveragePrecision50));
        _progress?.Report(new TrainingProgress(scores.Step, _options.Steps, null, 0, Remaining(scores.Step), scores, null));
        _sinceReport.Restart();
    }

    private TimeSpan Remaining(long step) =>
        step == _firstStep ? TimeSpan.Zero : _sinceStart.Elapsed * ((double)(_options.Steps - step) / (step - _firstStep));

    private void Append(object line) => File.AppendAllText(_run.Log, JsonSerializer.Serialize(line, Json) + "\n");

    private void Plot(long step, params ReadOnlySpan<(string Name, double Value)> values)
    {
        foreach ((string name, double value) in values) _events.add_scalar(name, (float)value, (int)step);
    }

    private void CutAfter(long step)
    {
        if (!File.Exists(_run.Log)) return;
        string[] kept = [.. File.ReadLines(_run.Log).Where(line => StepOf(line) <= step)];
        AtomicFile.Write(_run.Log, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            foreach (string line in kept) writer.WriteLine(line);
        });
    }

    // A line that a killed process did not finish belongs to no step.
    private static long StepOf(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64();
        }
        catch (JsonException)
        {
            return long.MaxValue;
        }
    }
}
