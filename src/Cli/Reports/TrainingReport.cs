using System.Globalization;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// Shows a training run as lines on stdout, so that it can be followed in a terminal and in a log alike.
/// </summary>
/// <param name="resumed">Whether the run was resumed; only then is it worth a line on stderr where it started.</param>
internal sealed class TrainingReport(bool resumed) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (resumed && value.Message is { } message) CommandRunner.Report(message);
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
