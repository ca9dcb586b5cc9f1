using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains an <see cref="AerisNetwork"/> as AERIS does (Cui et al., ECCV 2022): every batch is degraded to one low
/// resolution, the encoder reads it, the detection head finds the objects, the decoder restores the clean image, and
/// both losses train the encoder. What is validated and kept is the exported ONNX model as <see cref="Detector"/> runs
/// it.
/// </summary>
/// <remarks>
/// Not thread-safe; sets the thread counts of libtorch and OpenCV for the whole process. Trains on the first CUDA
/// device if libtorch has one, which takes a package libtorch-cuda-* in the place of libtorch-cpu-*, and turns
/// TensorFloat-32 convolutions off in the process then. On the CPU the same options and data give the same weights to
/// the bit, with any number of loader threads and interruptions, as long as <see cref="TrainerOptions.Threads"/> stays.
/// <para>
/// A run is one folder:
/// <list type="table">
/// <item>
/// <term>options.json</term><description>Options, class names, number of training images, hashes of image names and
/// boxes, and the names of what came from the initial weights. Resuming reads it.</description>
/// </item>
/// <item><term>checkpoint.safetensors</term><description>
/// Tensors <c>network.*</c>, <c>average.*</c>, <c>optimizer.first.*</c>, <c>optimizer.second.*</c>; metadata
/// <c>step</c>, <c>best</c>, <c>classes</c>.
/// </description></item>
/// <item>
/// <term>checkpoint.previous.safetensors</term><description>The one before; used, and reported, when the latest is
/// damaged.</description>
/// </item>
/// <item>
/// <term>best.safetensors</term><description>Averaged weights of the validation with the highest AP; see
/// <see cref="TrainedNetwork"/>.</description>
/// </item>
/// <item><term>best.onnx</term><description>The same as a model for <see cref="Detector"/>.</description></item>
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
/// </list>
/// </para>
/// </remarks>
public sealed class AerisTrainer
{
    private readonly AerisTrainerOptions _options;
    private readonly PretrainedParts? _pretrained;
    private readonly RunFolder _run;
    private readonly AnnotatedDataSet _training;
    private readonly AnnotatedDataSet? _validation;

    private AerisTrainer(
        RunDescription<AerisTrainerOptions> description, RunFolder run, AnnotatedDataSet training,
        AnnotatedDataSet? validation)
    {
        _options = description.Options;
        _pretrained = description.Pretrained;
        _run = run;
        _training = training;
        _validation = validation;
    }

    /// <summary>Prepares a new run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="folder">Folder of the run; made if absent.</param>
    /// <param name="training">Images to train on. Those without boxes train as negatives.</param>
    /// <param name="validation">Images to validate on, or null for none.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of range, a set holds no image or no box, the two have other classes, or a class name is empty
    /// or repeated.
    /// </exception>
    /// <exception cref="DataSetException">
    /// A box is not finite, has no area (in training) or names no class, or a validation image is absent.
    /// </exception>
    /// <exception cref="TrainingException">
    /// The folder already holds a run or a checkpoint, or there is nothing to start from where
    /// <see cref="AerisTrainerOptions.InitialWeights"/> says.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static AerisTrainer Create(
        AerisTrainerOptions options, string folder, AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(training);
        options.Validate();
        RequireUsable(training, validation);
        if (options.InitialWeights is { } start) options = options with { InitialWeights = Path.GetFullPath(start) };
        TorchNative.Require();
        RunDescription<AerisTrainerOptions> description = RunDescription<AerisTrainerOptions>.Of(
            options, training, validation);
        // a wrong start shows here, before anything is written
        using (TrainingState<AerisNetwork> state = AerisStep.Start(options, training.ClassNames.Count))
            if (options.InitialWeights is not null)
                description = description with { Pretrained = PretrainedParts.Of(state) };
        return new AerisTrainer(description, RunFolder.Create(folder, description), training, validation);
    }

    /// <summary>
    /// Prepares to continue a run that was interrupted, with the options it was started with. What it started from need
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
    public static AerisTrainer Resume(string folder, AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        ArgumentNullException.ThrowIfNull(training);
        (RunFolder run, RunDescription<AerisTrainerOptions> description) = RunFolder.Open<AerisTrainerOptions>(folder);
        description.RequireSameData(training, run.Path, validation);
        RequireUsable(training, validation);
        return new AerisTrainer(description, run, training, validation);
    }

    /// <summary>Trains to the last step, or until cancelled. Either way the state is saved.</summary>
    /// <param name="progress">
    /// Told about losses, speed, validations and damaged checkpoints; called on this thread.
    /// </param>
    /// <param name="cancellationToken">Ends training after the step in progress.</param>
    /// <exception cref="TrainingException">
    /// The loss is no number (the batch is saved beside the checkpoint), or no checkpoint can be used, or there is none
    /// and what the run starts from is gone.
    /// </exception>
    /// <exception cref="ModelExportException">
    /// The network computes numbers that are not finite, or its exported model computes something else.
    /// </exception>
    /// <exception cref="DataSetException">An image cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public TrainingSummary Train(
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchNative.Require();
        TorchNative.UseThreads(_options.Threads);
        using TrainingState<AerisNetwork> state = AerisStep.Start(
            _options, _training.ClassNames.Count, _run.HasCheckpoint ? _pretrained : null);
        string origin = Checkpoint.Restore(_run, state, _training.ClassNames);
        // what it started from may go now
        if (_pretrained is not null && !_run.HasCheckpoint) Checkpoint.Save(_run, state, _training.ClassNames);
        TrainingLog log = new(_run, _options, state.Step, progress);
        log.Say(state.Step, origin);
        Validator? validator = _validation is null ? null : new Validator(_run, _options, _validation);
        TrainingStep<AerisNetwork> training = new(
            state, new AerisStep(state.Network, _options).Losses, _options.MaximumGradientNorm, _run);
        BatchFactory factory = new(
            _training, _options.Augmentation, _options.Degradation, _options.CleanShare, _options.BatchSize,
            _options.Seed);
        using BatchLoader batches = new(factory.Make, state.Step, _options.LoaderThreadsFor(state.Device.type));

        long freezeStep = (long)(_options.NormalizationShare * _options.Steps);
        while (state.Step < _options.Steps && !cancellationToken.IsCancellationRequested)
        {
            using TrainingBatch batch = batches.Next();
            state.PrepareNormalization(freezeStep);
            double learningRate = LearningRate.At(
                state.Step, _options.Steps, _options.WarmupSteps, _options.LearningRate);
            TrainingLosses losses = training.Take(batch, learningRate);
            log.Add(state.Step, learningRate, losses);
            if (validator is not null && IsDue(state.Step, _options.ValidationInterval))
                log.Add(validator.Validate(state));
            if (IsDue(state.Step, _options.CheckpointInterval)) Checkpoint.Save(_run, state, _training.ClassNames);
        }

        bool completed = state.Step == _options.Steps;
        if (completed && validator is null) Validator.KeepLast(_run, _options, state, _training.ClassNames);
        if (!completed) Checkpoint.Save(_run, state, _training.ClassNames);
        return new TrainingSummary(state.Step, completed, state.Best);
    }

    private static void RequireUsable(AnnotatedDataSet training, AnnotatedDataSet? validation)
    {
        BatchFactory.RequireTrainable(training);
        DetectorExporter.RequireNames(training.ClassNames, training.ClassNames.Count);
        if (validation is null) return;
        if (!validation.ClassNames.SequenceEqual(training.ClassNames))
            throw new ArgumentException(
                $"The validation set has the classes [{string.Join(", ", validation.ClassNames)}], the training set "
                + $"[{string.Join(", ", training.ClassNames)}]; expected the same in the same order.",
                nameof(validation));
        if (!validation.Images.Any(image => image.Annotations.Count > 0))
            throw new ArgumentException(
                "The validation set holds no box; expected at least one, or no validation set.", nameof(validation));
        BatchFactory.RequireSound(validation, minimumSide: 0);
        if (validation.Images.FirstOrDefault(image => !File.Exists(image.Path)) is { } absent)
            throw new DataSetException(absent.Path, null, "image file not found.");
    }

    private bool IsDue(long step, int interval) => step % interval == 0 || step == _options.Steps;
}
