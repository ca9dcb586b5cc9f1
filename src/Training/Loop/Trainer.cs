using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains what a <see cref="TrainingRecipe"/> describes: batch by batch, through the recipe's stages, along the
/// gradients of its losses. What is validated and kept is the moving average of the weights, exported as ONNX.
/// </summary>
/// <remarks>
/// Not thread-safe; sets the thread counts of libtorch and OpenCV for the whole process. Trains on the first CUDA
/// device if libtorch has one, which takes a package libtorch-cuda-* in the place of libtorch-cpu-*, and turns
/// TensorFloat-32 convolutions off in the process then. On the CPU the same recipe and data give the same weights to
/// the bit, with any number of loader threads and interruptions, as long as <see cref="TrainingRecipe.Threads"/> stays.
/// No work is lost: the state is saved before a validation and before the last export, and when an error ends the run.
/// <para>
/// A run is one folder:
/// <list type="table">
/// <item>
/// <term>options.json</term><description>Kind of the run, options, class names, number of training images, hashes of
/// image names and boxes, and the names of what came from the initial weights. Resuming reads it.</description>
/// </item>
/// <item><term>checkpoint.safetensors</term><description>
/// Tensors <c>network.*</c>, <c>average.*</c>, <c>optimizer.first.*</c>, <c>optimizer.second.*</c>; metadata
/// <c>step</c>, <c>best</c>, <c>validated</c>, <c>classes</c>.
/// </description></item>
/// <item>
/// <term>checkpoint.previous.safetensors</term><description>The one before; used, and reported, when the latest is
/// damaged.</description>
/// </item>
/// <item>
/// <term>best.safetensors</term><description>Averaged weights of the validation with the highest AP, or of the end of
/// a run that validates nothing.</description>
/// </item>
/// <item><term>best.onnx</term><description>The same as a model; where a detector was trained along with a front-end,
/// <c>detector.onnx</c> is beside it.</description></item>
/// <item>
/// <term>candidate.onnx</term><description>The model that is being validated; gone afterwards.</description>
/// </item>
/// <item>
/// <term>log.jsonl</term><description>One line per 50 steps (losses, gradient, learning rate, speed) and per validation
/// (AP, AP50).</description>
/// </item>
/// <item>
/// <term>events.out.tfevents.*</term><description>The same for TensorBoard; written anew from the log when a run is
/// resumed.</description>
/// </item>
/// <item>
/// <term>faulty-batch-STEP.safetensors</term><description>The batch whose loss was no number, if that ended the
/// run.</description>
/// </item>
/// <item><term>run.lock</term><description>Held while the run is trained, by one trainer.</description></item>
/// </list>
/// </para>
/// </remarks>
public sealed class Trainer
{
    private readonly RunFolder _run;
    private readonly RunDescription _description;
    private readonly TrainingData _data;
    private readonly bool _resumed;
    private readonly bool _changed;

    private Trainer(
        RunFolder run, RunDescription description, TrainingData data, IReadOnlyList<DataSetProblem> leftOut,
        bool resumed, bool changed)
    {
        _run = run;
        _description = description;
        _data = data;
        _resumed = resumed;
        _changed = changed;
        LeftOut = leftOut;
    }

    /// <summary>Training images that cannot be read, and why. The run trains on the others.</summary>
    public IReadOnlyList<DataSetProblem> LeftOut { get; }

    /// <summary>What is trained.</summary>
    public TrainingRecipe Recipe => _description.Recipe;

    /// <summary>Prepares a new run. Reads every image once, to find what cannot be read.</summary>
    /// <param name="recipe">What to train, and how.</param>
    /// <param name="folder">Folder of the run; made if absent.</param>
    /// <param name="training">
    /// Images to train on. Those without boxes train as negatives, where the recipe learns from boxes.
    /// </param>
    /// <param name="validation">Images to validate on, or null for none.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DataSetException">
    /// A box is not finite, has no area (in training) or names no class, no training image can be read, or one to
    /// validate on cannot.
    /// </exception>
    /// <exception cref="TrainingException">
    /// The recipe misses something (images, boxes, classes that fit), a class name is empty or repeated, the folder
    /// already holds a run or a checkpoint, or there is nothing to start from where the recipe says.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Trainer Create(
        TrainingRecipe recipe, string folder, AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(training);
        recipe.Validate();
        RunFolder run = RunFolder.New(folder);
        (TrainingData data, List<DataSetProblem> leftOut) = Usable(recipe, new TrainingData(training, validation));
        recipe = recipe.FittedTo(data.Training).WithFullPaths();
        TorchNative.Require();
        RunDescription description = RunDescription.Of(recipe, data);
        // a wrong start shows here, before anything is written
        using (TrainingPlan plan = recipe.Build(data, pretrained: null))
            description = description with { Pretrained = plan.Pretrained };
        run.Begin(description);
        return new Trainer(run, description, data, leftOut, resumed: false, changed: false);
    }

    /// <summary>
    /// Prepares to continue a run that was interrupted, with the recipe it was started with. What it started from need
    /// not exist any more once it has trained.
    /// </summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="training">The same training set; its files may lie elsewhere.</param>
    /// <param name="validation">The same validation set.</param>
    /// <exception cref="TrainingException">
    /// The folder holds no run, or one with other classes, images or boxes.
    /// </exception>
    /// <exception cref="ArgumentException">As in <see cref="Create"/>.</exception>
    /// <exception cref="DataSetException">As in <see cref="Create"/>.</exception>
    public static Trainer Resume(string folder, AnnotatedDataSet training, AnnotatedDataSet? validation) =>
        Resume<TrainingRecipe>(folder, training, validation, recipe => recipe);

    /// <summary>
    /// Prepares to continue a run with other options: more steps, another learning rate, intervals or threads. The
    /// shape of the network and the order of the data stay.
    /// </summary>
    /// <typeparam name="TRecipe">The recipe that the run must have been started with.</typeparam>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="training">The same training set; its files may lie elsewhere.</param>
    /// <param name="validation">The same validation set.</param>
    /// <param name="change">Makes the recipe to go on with from the one that the run was started with.</param>
    /// <exception cref="TrainingException">
    /// The folder holds no run, or one of another recipe, classes, images or boxes; or an option was changed that a
    /// run which has begun keeps.
    /// </exception>
    /// <exception cref="ArgumentException">As in <see cref="Create"/>.</exception>
    /// <exception cref="DataSetException">As in <see cref="Create"/>.</exception>
    public static Trainer Resume<TRecipe>(
        string folder, AnnotatedDataSet training, AnnotatedDataSet? validation, Func<TRecipe, TRecipe> change)
        where TRecipe : TrainingRecipe
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(change);
        (RunFolder run, RunDescription description, TRecipe before) = RunFolder.Open<TRecipe>(folder);
        TrainingRecipe recipe = change(before).WithFullPaths();
        before.RequireChangeable(recipe, run.Path);
        recipe.Validate();
        (TrainingData data, List<DataSetProblem> leftOut) = new TrainingData(training, validation).Readable();
        description.RequireSameData(data, run.Path);
        recipe.RequireUsable(data);
        bool changed = recipe != before;
        return new Trainer(run, description with { Recipe = recipe }, data, leftOut, resumed: true, changed);
    }

    /// <summary>The recipe that a run was started with, as far as it has been changed since.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <exception cref="TrainingException">The folder holds no run, or a damaged one.</exception>
    public static TrainingRecipe RecipeOf(string folder) => RunFolder.Open(folder).Description.Recipe;

    /// <summary>
    /// Says what the training will take, by some steps on weights that are thrown away: some twenty seconds, or those
    /// of five steps. The training itself is the same with and without.
    /// </summary>
    /// <param name="cancellationToken">Ends it after the step in progress.</param>
    /// <returns>The forecast; null for a run that is resumed, and for one of less than a hundred steps.</returns>
    /// <exception cref="TrainingException">As in <see cref="Train"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingForecast? Foretell(CancellationToken cancellationToken = default)
    {
        if (_resumed || Recipe.Steps < Rehearsal.LeastSteps) return null;
        TorchNative.Require();
        TorchNative.UseThreads(Recipe.Threads);
        using RunLock alone = RunLock.Take(_run);
        return new Rehearsal(Recipe, _data, _run).Run(cancellationToken);
    }

    /// <summary>Trains to the last step, or until cancelled. Either way the state is saved.</summary>
    /// <param name="progress">
    /// Told about losses, speed, validations, and what else the user should know; called on this thread.
    /// </param>
    /// <param name="cancellationToken">Ends training after the step in progress.</param>
    /// <exception cref="TrainingException">
    /// The loss is no number (the batch is saved beside the checkpoint), the recipe cannot use a batch, another trainer
    /// holds the folder, no checkpoint can be used, or there is none and what the run starts from is gone.
    /// </exception>
    /// <exception cref="DataSetException">An image cannot be read any more.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public TrainingSummary Train(
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchNative.Require();
        TorchNative.UseThreads(Recipe.Threads);
        using RunLock alone = RunLock.Take(_run);
        using TrainingPlan plan = Recipe.Build(_data, _run.HasCheckpoint ? _description.Pretrained : null);
        using TrainingState state = new(plan, Recipe);
        Checkpoint checkpoint = new(_run, _data.ClassNames);
        TrainingLog log = Begin(state, checkpoint, progress);
        StageSchedule stages = new(plan.Stages, Recipe.Steps);
        TrainingStep training = new(state, plan.Losses, Recipe.MaximumGradientNorm, _run);
        Validator validator = new(_run, plan, Recipe, _data.ClassNames, checkpoint);
        try
        {
            if (validator.IsDue(state)) validator.Validate(state, log); // the run ended within it
            using BatchLoader batches = new(
                plan.Samples.Make, state.Step, Recipe.LoaderThreadsFor(state.Device.type));
            while (!validator.IsOver(state) && !cancellationToken.IsCancellationRequested)
            {
                using TrainingBatch batch = batches.Next();
                double learningRate = stages.LearningRateAt(state.Step, Recipe);
                TrainingLosses losses = training.Take(batch, stages.At(state.Step), learningRate);
                log.Add(state.Step, learningRate, losses);
                if (IsCheckpointDue(state.Step)) checkpoint.Save(state);
                if (validator.IsDue(state)) validator.Validate(state, log);
            }
        }
        finally
        {
            checkpoint.SaveIfNew(state); // whatever ended the loop, nothing that was learned is lost
        }

        bool completed = validator.IsOver(state);
        if (completed) validator.KeepLast(state, log);
        return new TrainingSummary(state.Step, completed, state.Best)
        {
            Verdict = completed ? plan.Conclude?.Invoke(_run) : null,
        };
    }

    /// <summary>Restores what was saved, and says so.</summary>
    private TrainingLog Begin(TrainingState state, Checkpoint checkpoint, IProgress<TrainingProgress>? progress)
    {
        string? origin = checkpoint.Restore(state);
        if (state.Step > Recipe.Steps)
            throw new TrainingException(
                $"The run in '{_run.Path}' has done {state.Step} steps; expected at least as many, not "
                + $"{Recipe.Steps}.");
        if (_changed) _description.Write(_run.Options);
        // what it started from may go now
        if (_description.Pretrained is not null && origin is null) checkpoint.Save(state);
        TrainingLog log = new(_run, Recipe, state.Step, progress);
        if (_resumed) log.Say(state.Step, origin ?? $"'{_run.Path}' has no checkpoint yet: started at step 0.");
        return log;
    }

    private static (TrainingData Data, List<DataSetProblem> LeftOut) Usable(TrainingRecipe recipe, TrainingData all)
    {
        recipe.RequireUsable(all);
        (TrainingData data, List<DataSetProblem> leftOut) = all.Readable();
        if (leftOut.Count > 0) recipe.RequireUsable(data);
        return (data, leftOut);
    }

    private bool IsCheckpointDue(long step) => step % Recipe.CheckpointInterval == 0 || step == Recipe.Steps;
}
