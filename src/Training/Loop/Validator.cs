using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Measures the averaged weights as a user will run them, exported to ONNX, and keeps the best; without a validation
/// set, what the run ends with. A model that cannot be exported is said, and ends no training.
/// </summary>
internal sealed class Validator(
    RunFolder run, TrainingPlan plan, TrainingRecipe recipe, IReadOnlyList<string> classNames, Checkpoint checkpoint)
{
    /// <summary>Whether the state has reached a validation that was not yet made.</summary>
    public bool IsDue(TrainingState state) =>
        plan.Validation is { } validation
            && state.Step > state.ValidatedStep
            && (state.Step % validation.Interval == 0 || state.Step == recipe.Steps);

    /// <summary>Whether the last step is done, or patience has run out.</summary>
    public bool IsOver(TrainingState state) => state.Step >= recipe.Steps || HasNoPatience(state);

    /// <summary>
    /// Validates the average. The result is the state's best one from now on if its AP is higher. The state is saved
    /// before, since a validation can fail, and afterwards with what was found.
    /// </summary>
    public void Validate(TrainingState state, TrainingLog log)
    {
        checkpoint.SaveIfNew(state);
        if (TryExport(state, log)) Measure(state, log);
        state.ValidatedStep = state.Step;
        checkpoint.Save(state);
        if (state.Step < recipe.Steps && HasNoPatience(state))
            log.Say(
                state.Step,
                $"No validation since step {state.Best!.Step} was better: the training ends at step {state.Step} of "
                + $"{recipe.Steps}.");
    }

    /// <summary>Keeps what a run ends with, if no validation has kept anything.</summary>
    public void KeepLast(TrainingState state, TrainingLog log)
    {
        if (state.Best is not null) return;
        run.KeepWeights(state, classNames);
        if (TryExport(state, log)) run.KeepCandidate();
    }

    private bool HasNoPatience(TrainingState state) =>
        recipe.Patience is { } patience
            && plan.Validation is { } validation
            && state.Best is { } best
            && state.ValidatedStep - best.Step >= (long)patience * validation.Interval;

    private void Measure(TrainingState state, TrainingLog log)
    {
        CocoScores coco = plan.Validation!.Value.Measure(run.CandidateModel);
        ValidationScores scores = new(
            state.Step, coco.AP, coco.AP50, IsBest: state.Best is null || coco.AP > state.Best.AveragePrecision);
        if (scores.IsBest)
        {
            run.KeepWeights(state, classNames);
            run.KeepCandidate();
            state.Best = scores;
        }
        else
        {
            File.Delete(run.CandidateModel);
        }

        log.Add(scores);
    }

    private bool TryExport(TrainingState state, TrainingLog log)
    {
        try
        {
            plan.Export(run);
            return true;
        }
        catch (ModelExportException error)
        {
            log.Say(
                state.Step,
                $"The network of step {state.Step} was not exported, nor validated; its training goes on and its "
                + $"weights are saved. {error.Message}");
            return false;
        }
    }
}
