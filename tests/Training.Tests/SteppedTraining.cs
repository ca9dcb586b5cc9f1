using DetectionSdk.Evaluation;

namespace DetectionSdk.Training.Tests;

/// <summary>A training that a test takes step by step, without the loop around it.</summary>
internal sealed class SteppedTraining : IDisposable
{
    private readonly StageSchedule _stages;
    private readonly TrainingStep _step;

    public SteppedTraining(TrainingRecipe recipe, AnnotatedDataSet training, string folder)
    {
        Plan = recipe.Build(new TrainingData(training, null), pretrained: null);
        State = new TrainingState(Plan, recipe);
        _stages = new StageSchedule(Plan.Stages, recipe.Steps);
        _step = new TrainingStep(State, Plan.Losses, recipe.MaximumGradientNorm, new RunFolder(folder));
    }

    public TrainingPlan Plan { get; }

    public TrainingState State { get; }

    public TrainingLosses Take(TrainingBatch batch, double learningRate) =>
        _step.Take(batch, _stages.At(State.Step), learningRate);

    public void Dispose()
    {
        State.Dispose();
        Plan.Dispose();
    }
}
