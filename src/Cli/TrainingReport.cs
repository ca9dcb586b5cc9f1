using System.Globalization;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>Shows a training run as lines on stdout, so that it can be followed in a terminal and in a log alike.</summary>
internal sealed class TrainingReport : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Message is { } message) CommandRunner.Report(message);
        if (value.Losses is { } losses)
            Write($"{value.Step}/{value.Steps}  loss {losses.Total:0.000} ({Terms(losses)})  {value.ImagesPerSecond:0.0} images/s  {value.Remaining:hh\\:mm\\:ss} left");
        if (value.Validation is { } scores)
            Write($"{value.Step}/{value.Steps}  validation AP {scores.AveragePrecision:0.0000}, AP50 {scores.AveragePrecision50:0.0000}{(scores.IsBest ? ", best so far" : "")}");
    }

    private static string Terms(TrainingLosses losses) =>
        string.Join(", ", losses.Terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Key} {term.Value:0.0000}")));

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
