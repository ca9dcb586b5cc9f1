using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// Shows a training run as lines on stdout, so that it can be followed in a terminal and in a log alike; what the user
/// should look at goes to stderr.
/// </summary>
internal sealed class TrainingReport : IProgress<TrainingProgress>
{
    /// <summary>Says what will be trained on.</summary>
    public static void Introduce(AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        string measured = validation is null ? "" : $", {validation.Images.Count} to validate on";
        Write($"{training.Images.Count} images to train on{measured}, {training.ClassNames.Count} classes");
        DataSetReport.Print(training.Problems.Union(validation?.Problems ?? []));
    }

    /// <summary>Says what the training will take, trains to the end or until stopped, and says how it went.</summary>
    /// <returns>The command's exit code.</returns>
    public static int Follow(Trainer trainer, CancellationToken token)
    {
        foreach (DataSetProblem problem in trainer.LeftOut) CommandRunner.Report(problem.ToString());
        Foretell(trainer, token);
        TrainingSummary summary = trainer.Train(new TrainingReport(), token);
        if (summary.Verdict is { } verdict) Write(verdict);
        if (!summary.Completed) CommandRunner.Report($"stopped at step {summary.Step}; continue with --resume.");
        return summary.Completed ? ExitCode.Success : ExitCode.Failed;
    }

    private static void Foretell(Trainer trainer, CancellationToken token)
    {
        if (trainer.Foretell(token) is not { } forecast) return;
        string validation = forecast.Validation == TimeSpan.Zero
            ? ""
            : $", {forecast.Validation.TotalSeconds:0.0} s per validation";
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"about {Clock(forecast.Duration)} for {trainer.Recipe.Steps} steps ({forecast.Step.TotalSeconds:0.00} ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"s each{validation}), {forecast.Memory / 1e9:0.0} GB of memory; measured on some of them"));
    }

    public void Report(TrainingProgress value)
    {
        if (value.Message is { } message) CommandRunner.Report(message);
        if (value.Losses is { } losses)
            Write(
                $"{value.Step}/{value.Steps}  loss {losses.Total:0.000} ({Terms(losses)})  "
                + $"{value.ImagesPerSecond:0.0} images/s  {Clock(value.Remaining)} left");
        if (value.Validation is { } scores)
            Write(
                $"{value.Step}/{value.Steps}  validation AP {scores.AveragePrecision:0.0000}, AP50 "
                + $"{scores.AveragePrecision50:0.0000}{(scores.IsBest ? ", best so far" : "")}");
    }

    /// <summary>Hours, minutes and seconds; days as hours.</summary>
    internal static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");

    private static string Terms(TrainingLosses losses) =>
        string.Join(
            ", ",
            losses.Terms.Select(
                term => string.Create(CultureInfo.InvariantCulture, $"{term.Key} {term.Value:0.0000}")));

    private static void Write(string line) => Console.WriteLine(line);
}
