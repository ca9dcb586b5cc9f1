namespace DetectionSdk.Training;

/// <summary>Which stage a step belongs to.</summary>
internal sealed class StageSchedule
{
    private readonly List<ScheduledStage> _stages = [];
    private readonly long _steps;

    /// <param name="stages">The stages in order.</param>
    /// <param name="steps">Steps of the training.</param>
    /// <exception cref="ArgumentException">The stages have more or fewer steps together.</exception>
    public StageSchedule(IReadOnlyList<Stage> stages, long steps)
    {
        long first = 0, curve = 0;
        foreach (Stage stage in stages.Where(stage => stage.Steps > 0))
        {
            if (stage.Restarts) curve = first;
            _stages.Add(new ScheduledStage(stage, first, curve));
            first += stage.Steps;
        }

        if (first != steps)
            throw new ArgumentException(
                $"The stages have {first} steps together; expected the {steps} of the training.", nameof(stages));
        _steps = steps;
    }

    /// <summary>The stage of a step from zero; the last one from the end on.</summary>
    public ScheduledStage At(long step) => _stages.Last(stage => stage.First <= step);

    /// <summary>The learning rate of a step, on the curve of the stages that share it.</summary>
    public double LearningRateAt(long step, TrainingRecipe recipe)
    {
        long start = At(step).CurveStart;
        long end = _stages.FirstOrDefault(stage => stage.CurveStart > start)?.CurveStart ?? _steps;
        return LearningRate.At(step - start, end - start, recipe.WarmupSteps, recipe.LearningRate);
    }
}
