using System.Diagnostics;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Takes some steps of a training with weights that are thrown away, and validates some pictures, to know what the
/// training will take. The steps are spread over the training, since batches differ in size.
/// </summary>
internal sealed class Rehearsal(TrainingRecipe recipe, TrainingData data, RunFolder run)
{
    private const int FewestSteps = 3, MostSteps = 16, WarmUp = 2, Pictures = 10;

    private const double GoldenSection = 0.382;

    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(20);

    /// <summary>A training that is hardly longer than its rehearsal is not rehearsed.</summary>
    public const int LeastSteps = 100;

    public TrainingForecast Run(CancellationToken cancellationToken)
    {
        TrainingData few = data with { Validation = Thin(data.Validation) };
        using TrainingPlan plan = recipe.Rehearsed.Build(few, pretrained: null);
        TimeSpan step = TimeSteps(plan, cancellationToken);
        (TimeSpan validation, int validations) = plan.Validation is { } measured && few.Validation is { } set
            ? (TimeValidation(plan, measured.Measure, set), (recipe.Steps - 1) / measured.Interval + 1)
            : (TimeSpan.Zero, 0);
        using Process process = Process.GetCurrentProcess();
        return new TrainingForecast(
            recipe.Steps * step + validations * validation, step, validation, process.PeakWorkingSet64);
    }

    private TimeSpan TimeSteps(TrainingPlan plan, CancellationToken cancellationToken)
    {
        using TrainingState state = new(plan, recipe);
        StageSchedule stages = new(plan.Stages, recipe.Steps);
        TrainingStep training = new(state, plan.Losses, recipe.MaximumGradientNorm, run);
        using BatchLoader batches = new(
            number => plan.Samples.Make(StepOf(number)), 0, recipe.LoaderThreadsFor(state.Device.type));
        Stopwatch time = new();
        int steps = 0;
        for (int number = 0; steps < MostSteps && (steps < FewestSteps || time.Elapsed < LongEnough); number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using TrainingBatch batch = batches.Next();
            Stage stage = stages.At(StepOf(number)).Stage;
            training.Take(batch, new ScheduledStage(stage, 0, 0), learningRate: 0);
            if (number < WarmUp - 1) continue;
            if (number == WarmUp - 1) time.Start();
            else steps++;
        }

        return time.Elapsed / steps;
    }

    /// <summary>Steps evenly from all over the training, however many are taken: by the golden section.</summary>
    private long StepOf(long number) => number * (long)(GoldenSection * recipe.Steps) % recipe.Steps;

    private TimeSpan TimeValidation(
        TrainingPlan plan, Func<string, CocoScores> measure, AnnotatedDataSet few)
    {
        try
        {
            Stopwatch time = Stopwatch.StartNew();
            plan.Export(run);
            TimeSpan export = time.Elapsed;
            measure(run.CandidateModel); // the first time other things are measured, too
            time.Restart();
            measure(run.CandidateModel);
            return export + time.Elapsed * ((double)data.Validation!.Images.Count / few.Images.Count);
        }
        catch (ModelExportException)
        {
            return TimeSpan.Zero; // the training says it, at its first validation
        }
        finally
        {
            File.Delete(run.CandidateModel);
        }
    }

    /// <summary>Some of the pictures, those with objects first; all where there are few.</summary>
    private static AnnotatedDataSet? Thin(AnnotatedDataSet? set) => set is null
        ? null
        : set with
        {
            Images = [.. set.Images.OrderByDescending(image => image.Annotations.Count > 0).Take(Pictures)],
        };
}
