using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains an <see cref="AerisNetwork"/> as AERIS does (Cui et al., ECCV 2022): every batch is degraded to one low resolution, the
/// encoder reads it, the detection head finds the objects, the decoder restores the clean image, and both losses train the
/// encoder. What is validated and kept is the exported ONNX model as <see cref="Detector"/> runs it.
/// </summary>
/// <remarks>
/// Not thread-safe; sets the thread counts of libtorch and OpenCV for the whole process. Trains on the first CUDA device if libtorch has
/// one. On the CPU the same options and data give the same weights to the bit, with any number of loader threads and interruptions,
/// as long as <see cref="TrainerOptions.Threads"/> stays.
/// <para>
/// A run is one folder:
/// <list type="table">
/// <item><term>options.json</term><description>Options, class names and number of training images. Resuming reads it.</description></item>
/// <item><term>checkpoint.safetensors</term><description>
/// Tensors <c>network.*</c>, <c>average.*</c>, <c>optimizer.first.*</c>, <c>optimizer.second.*</c>; metadata <c>step</c>, <c>best</c>, <c>classes</c>.
/// </description></item>
/// <item><term>checkpoint.previous.safetensors</term><description>The one before; used, and reported, when the latest is damaged.</description></item>
/// <item><term>best.safetensors</term><description>Averaged weights of the validation with the highest AP; see <see cref="TrainedNetwork"/>.</description></item>
/// <item><term>best.onnx</term><description>The same as a model for <see cref="Detector"/>.</description></item>
/// <item><term>log.jsonl</term><description>One line per 50 steps (losses, gradient, learning rate, speed) and per validation (AP, AP50).</description></item>
/// <item><term>events.out.tfevents.*</term><description>The same for TensorBoard.</description></item>
/// <item><term>faulty-batch-STEP.safetensors</term><description>The batch whose loss was no number, if that ended the run.</description></item>
/// </list>
/// </para>
/// </remarks>
public sealed class AerisTrainer
{
    private readonly AerisTrainerOptions _options;
    private readonly RunFolder _run;
    private readonly AnnotatedDataSet _training;
    private readonly AnnotatedDataSet? _validation;

    private AerisTrainer(AerisTrainerOptions options, RunFolder run, AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        _options = options;
        _run = run;
        _training = training;
        _validation = validation;
    }

    /// <summary>Prepares a new run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="folder">Folder of the run; made if absent.</param>
    /// <param name="training">Images to train on. Those without boxes train as negatives.</param>
    /// <param name="validation">Images to validate on, or null for none.</param>
    /// <exception cref="ArgumentException">An option is out of range, a set holds no image or no box, or the two have other classes.</exception>
    /// <exception cref="DataSetException">A box is not finite, has no area or names no class.</exception>
    /// <exception cref="TrainingException">The folder already holds a run, or there is nothing to start from where <see cref="AerisTrainerOptions.InitialWeights"/> says.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static AerisTrainer Create(AerisTrainerOptions options, string folder, AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        options.Validate();
        BatchFactory.RequireTrainable(training);
        RequireComparable(training, validation);
        if (options.InitialWeights is { } start) options = options with { InitialWeights = Path.GetFullPath(start) };
        TorchNative.Require();
        using (AerisStep.Start(options, training.ClassNames.Count)) { } // a wrong start shows here, before anything is written
        return new AerisTrainer(options, RunFolder.Create(folder, RunDescription<AerisTrainerOptions>.Of(options, training)), training, validation);
    }

    /// <summary>Prepares to continue a run that was interrupted, with the options it was started with.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="training">The same training set.</param>
    /// <param name="validation">The same validation set.</param>
    /// <exception cref="TrainingException">The folder holds no run, or one with other classes or images.</exception>
    /// <exception cref="ArgumentException">The validation set holds no box, or has other classes.</exception>
    public static AerisTrainer Resume(string folder, AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        (RunFolder run, RunDescription<AerisTrainerOptions> description) = RunFolder.Open<AerisTrainerOptions>(folder);
        description.RequireSameData(training, run.Path);
        RequireComparable(training, validation);
        return new AerisTrainer(description.Options, run, training, validation);
    }

    /// <summary>Trains to the last step, or until cancelled. Either way the state is saved.</summary>
    /// <param name="progress">Told about losses, speed, validations and damaged checkpoints; called on this thread.</param>
    /// <param name="cancellationToken">Ends training after the step in progress.</param>
    /// <exception cref="TrainingException">The loss is no number (the batch is saved beside the checkpoint), or no checkpoint can be used.</exception>
    /// <exception cref="DataSetException">An image cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public TrainingSummary Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchNative.Require();
        TorchNative.UseThreads(_options.Threads);
        using TrainingState<AerisNetwork> state = AerisStep.Start(_options, _training.ClassNames.Count);
        string origin = Checkpoint.Restore(_run, state, _training.ClassNames);
        TrainingLog log = new(_run, _options, state.Step, progress);
        log.Say(state.Step, origin);
        Validator? validator = _validation is null ? null : new Validator(_run, _options, _validation);
        TrainingStep<AerisNetwork> training = new(state, new AerisStep(state.Network, _options).Losses, _options.MaximumGradientNorm, _run);
        BatchFactory factory = new(_training, _options.Augmentation, _options.Degradation, _options.CleanShare, _options.BatchSize, _options.Seed);
        using BatchLoader batches = new(factory.Make, state.Step, _options.LoaderThreads);

        long freezeStep = (long)(_options.NormalizationShare * _options.Steps);
        while (state.Step < _options.Steps && !cancellationToken.IsCancellationRequested)
        {
            using TrainingBatch batch = batches.Next();
            state.PrepareNormalization(freezeStep);
            double learningRate = LearningRate.At(state.Step, _options.Steps, _options.WarmupSteps, _options.LearningRate);
            TrainingLosses losses = training.Take(batch, learningRate);
            log.Add(state.Step, learningRate, losses);
            if (validator is not null && IsDue(state.Step, _options.ValidationInterval)) log.Add(validator.Validate(state));
            if (IsDue(state.Step, _options.CheckpointInterval)) Checkpoint.Save(_run, state, _training.ClassNames);
        }

        bool completed = state.Step == _options.Steps;
        if (completed && validator is null) Validator.KeepLast(_run, _options, state, _training.ClassNames);
        if (!completed) Checkpoint.Save(_run, state, _training.ClassNames);
        return new TrainingSummary(state.Step, completed, state.Best);
    }

    private static void RequireComparable(AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        if (validation is null) return;
        if (!validation.ClassNames.SequenceEqual(training.ClassNames))
            throw new ArgumentException($"The validation set has the classes [{string.Join(", ", validation.ClassNames)}], the training set [{string.Join(", ", training.ClassNames)}]; expected the same in the same order.", nameof(validation));
        if (!validation.Images.Any(image => image.Annotations.Count > 0))
            throw new ArgumentException("The validation set holds no box; expected at least one, or no validation set.", nameof(validation));
    }

    private bool IsDue(long step, int interval) => step % interval == 0 || step == _options.Steps;
}
