using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;
using Spectre.Console;

namespace DetectionSdk.Cli;

/// <summary>
/// Shows a training run as lines on stdout, so that it can be followed in a terminal and in a log alike, and as a page
/// in its folder; what the user should look at goes to stderr.
/// </summary>
internal sealed class TrainingReport : IProgress<TrainingProgress>
{
    private readonly TrainingPage _page;
    private readonly int _threads;
    private string _best = "";

    private TrainingReport(TrainingPage page, int threads)
    {
        _page = page;
        _threads = threads;
    }

    /// <summary>Says what will be trained on, and what is doubtful about it.</summary>
    public static void Introduce(AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        string measured = validation is null ? "" : $", {validation.Images.Count} to validate on";
        Write($"{training.Images.Count} images to train on{measured}, {training.ClassNames.Count} classes");
        if (training.BoxCount > 0) PrintClasses(training, validation);
        DataSetReport.Print(training.Problems.Union(validation?.Problems ?? []));
        if (validation is not null) WarnOfCopies(training, validation);
    }

    /// <summary>Says what the training will take, trains to the end or until stopped, and says how it went.</summary>
    /// <returns>The command's exit code.</returns>
    public static int Follow(
        Trainer trainer, string folder, AnnotatedDataSet training, AnnotatedDataSet? validation,
        CancellationToken token)
    {
        foreach (DataSetProblem problem in trainer.LeftOut) CommandRunner.Report(problem.ToString());
        TrainingPage page = new(folder, training, validation);
        page.Write("The training begins.", isOver: false);
        Write($"curves and pictures: {page.Path}");
        Foretell(trainer, token);
        TrainingSummary summary = trainer.Train(new TrainingReport(page, trainer.Recipe.Threads), token);
        page.Write(Conclusion(summary), isOver: true);
        if (summary.Verdict is { Length: > 0 } verdict) Write(verdict);
        if (!summary.Completed) CommandRunner.Report($"stopped at step {summary.Step}; continue with --resume.");
        return summary.Completed ? ExitCode.Success : ExitCode.Failed;
    }

    public void Report(TrainingProgress value)
    {
        if (value.Message is { } message) CommandRunner.Report(message);
        if (value.Losses is { } losses)
            Write(
                $"{value.Step}/{value.Steps}  loss {losses.Total:0.000} ({Terms(losses)})  "
                + $"{value.ImagesPerSecond:0.0} images/s  {Clock(value.Remaining)} left");
        if (value.Validation is { } scores) Report(value, scores);
        _page.Write($"Step {value.Step} of {value.Steps}, {Clock(value.Remaining)} left.{_best}", isOver: false);
    }

    /// <summary>Hours, minutes and seconds; days as hours.</summary>
    internal static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");

    private void Report(TrainingProgress value, ValidationScores scores)
    {
        string numbers = $"AP {scores.AveragePrecision:0.0000}, AP50 {scores.AveragePrecision50:0.0000}";
        Write($"{value.Step}/{value.Steps}  validation {numbers}{(scores.IsBest ? ", best so far" : "")}");
        if (!scores.IsBest) return;
        _best = $" Best validation: {numbers}, at step {scores.Step}.";
        _page.ShowBest(_threads);
    }

    private static void Foretell(Trainer trainer, CancellationToken token)
    {
        if (trainer.Foretell(token) is not { } forecast) return;
        string validation = forecast.Validation == TimeSpan.Zero
            ? ""
            : $", {forecast.Validation.TotalSeconds:0.0} s per validation";
        Write(
            $"about {Clock(forecast.Duration)} for {trainer.Recipe.Steps} steps ({forecast.Step.TotalSeconds:0.00} s "
            + $"each{validation}) and {forecast.Memory / 1e9:0.0} GB of memory, measured on some of them");
    }

    private static void PrintClasses(AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        DataSetStatistics learned = DataSetStatistics.Of(training);
        DataSetStatistics? measured = validation is null ? null : DataSetStatistics.Of(validation);
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumns("class", "to train on", "to validate on", "side: 10 %", "median", "90 %");
        foreach (TableColumn number in table.Columns.Skip(1)) number.RightAligned();
        foreach (ClassStatistics one in learned.Classes)
        {
            int? other = measured?.Classes.FirstOrDefault(known => known.Name == one.Name)?.Objects;
            table.AddRow(
                new Text(one.Name), new Text($"{one.Objects}"), new Text($"{other}"), new Text($"{one.SmallSide:0}"),
                new Text($"{one.MedianSide:0}"), new Text($"{one.LargeSide:0} px"));
        }

        AnsiConsole.Write(table);
        Write(
            $"pictures of {learned.Size.Width} x {learned.Size.Height} (median), {learned.Empty} without objects");
    }

    private static void WarnOfCopies(AnnotatedDataSet training, AnnotatedDataSet validation)
    {
        if (SamePictures.Find(validation, training) is not [(var image, var same), ..] copies) return;
        CommandRunner.Report(
            $"{copies.Count} of {validation.Images.Count} validation images are copies of training images, the first "
            + $"is '{image.Name}', a copy of '{same.Name}': what is measured on them is what was learned by heart.");
    }

    private static string Conclusion(TrainingSummary summary)
    {
        string best = summary.Best is { } scores
            ? $" Best validation: AP {scores.AveragePrecision:0.0000}, AP50 {scores.AveragePrecision50:0.0000}, at "
                + $"step {scores.Step}."
            : "";
        return summary.Completed
            ? $"The training is done, after {summary.Step} steps.{best}"
            : $"The training was stopped at step {summary.Step}; --resume goes on.{best}";
    }

    private static string Terms(TrainingLosses losses) =>
        string.Join(
            ", ",
            losses.Terms.Select(
                term => string.Create(CultureInfo.InvariantCulture, $"{term.Key} {term.Value:0.0000}")));

    private static void Write(string line) => Console.WriteLine(line);
}
