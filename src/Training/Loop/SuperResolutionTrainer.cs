using DetectionSdk.Evaluation;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// Trains a front-end: a network that enlarges degraded images for a detector, by one of the
/// <see cref="SuperResolutionRecipe"/>s. What is kept is the averaged network after the last step, as an ONNX model for
/// <c>SuperResolver</c>.
/// </summary>
/// <remarks>
/// Not thread-safe; sets the thread counts of libtorch and OpenCV for the whole process. Trains on the first CUDA
/// device if libtorch has one, as <see cref="AerisTrainer"/> does. Reproducible and resumable as
/// <see cref="AerisTrainer"/> is, in the same folder of files, with <c>best.onnx</c> and <c>best.safetensors</c>
/// written at the end; the joint recipe adds <c>detector.onnx</c>.
/// </remarks>
public sealed class SuperResolutionTrainer
{
    private readonly SuperResolutionTrainerOptions _options;
    private readonly RunFolder _run;
    private readonly AnnotatedDataSet _training;

    private SuperResolutionTrainer(SuperResolutionTrainerOptions options, RunFolder run, AnnotatedDataSet training)
    {
        _options = options;
        _run = run;
        _training = options.ReadsBoxes
            ? training
            : training with { Images = [.. training.Images.Select(image => image with { Annotations = [] })] };
    }

    /// <summary>Prepares a new run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="folder">Folder of the run; made if absent.</param>
    /// <param name="training">
    /// Clean images. Boxes are read, and checked, by the recipes task-driven and joint only.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or the recipe misses something: images, boxes, the detector's classes.
    /// </exception>
    /// <exception cref="DataSetException">A box is not finite, has no area or names no class.</exception>
    /// <exception cref="TrainingException">
    /// The folder already holds a run, or those of the detector and of the start hold none that fits.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SuperResolutionTrainer Create(
        SuperResolutionTrainerOptions options, string folder, AnnotatedDataSet training)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(training);
        options.Validate();
        RequireTrainable(options, training);
        options = options with
        {
            Detector = FullPath(options.Detector),
            InitialWeights = FullPath(options.InitialWeights),
        };
        TorchNative.Require();
        using (SuperResolutionStart.State(options)) { } // a wrong start shows here, before anything is written
        return new SuperResolutionTrainer(
            options, RunFolder.Create(folder, RunDescription<SuperResolutionTrainerOptions>.Of(options, training)),
            training);
    }

    /// <summary>Prepares to continue a run that was interrupted, with the options it was started with.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="training">The same images.</param>
    /// <remarks>
    /// The runs of the detector and of the start are opened by <see cref="Train"/>: that one of them is missing shows
    /// only there.
    /// </remarks>
    /// <exception cref="TrainingException">
    /// The folder holds no such run, or one with other classes or images.
    /// </exception>
    public static SuperResolutionTrainer Resume(string folder, AnnotatedDataSet training)
    {
        ArgumentNullException.ThrowIfNull(training);
        (RunFolder run, RunDescription<SuperResolutionTrainerOptions> description) =
            RunFolder.Open<SuperResolutionTrainerOptions>(folder);
        description.RequireSameData(training, run.Path);
        return new SuperResolutionTrainer(description.Options, run, training);
    }

    /// <summary>Trains to the last step, or until cancelled. Either way the state is saved.</summary>
    /// <param name="progress">Told about losses, speed and damaged checkpoints; called on this thread.</param>
    /// <param name="cancellationToken">Ends training after the step in progress.</param>
    /// <exception cref="TrainingException">
    /// The loss is no number (the batch is saved beside the checkpoint), no checkpoint can be used, degraded images
    /// have another size than the network enlarges from, or, after <see cref="Resume"/>, the run of the detector or of
    /// the start is gone or changed.
    /// </exception>
    /// <exception cref="DataSetException">An image cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public TrainingSummary Train(
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchNative.Require();
        TorchNative.UseThreads(_options.Threads);
        using TrainingState<FrontEndNetwork> state = SuperResolutionStart.State(_options);
        string origin = Checkpoint.Restore(_run, state, _training.ClassNames);
        TrainingLog log = new(_run, _options, state.Step, progress);
        log.Say(state.Step, origin);
        using SuperResolutionStep losses = new(state.Network, _options);
        TrainingStep<FrontEndNetwork> training = new(state, losses.Losses, _options.MaximumGradientNorm, _run);
        BatchFactory factory = new(
            _training, _options.Augmentation, _options.Shrinking, 0, _options.BatchSize, _options.Seed, sizeMultiple: 1,
            cleanTargets: true);
        using BatchLoader batches = new(factory.Make, state.Step, _options.LoaderThreadsFor(state.Device.type));

        while (state.Step < _options.Steps && !cancellationToken.IsCancellationRequested)
        {
            using TrainingBatch batch = batches.Next();
            RequireSize(batch);
            double learningRate = LearningRate.At(
                state.Step, _options.Steps, _options.WarmupSteps, _options.LearningRate);
            TrainingLosses taken = training.Take(batch, learningRate);
            log.Add(state.Step, learningRate, taken);
            if (state.Step % _options.CheckpointInterval == 0 || state.Step == _options.Steps)
                Checkpoint.Save(_run, state, _training.ClassNames);
        }

        bool completed = state.Step == _options.Steps;
        if (completed) Keep(state);
        else Checkpoint.Save(_run, state, _training.ClassNames);
        return new TrainingSummary(state.Step, completed, null);
    }

    private void Keep(TrainingState<FrontEndNetwork> state)
    {
        SuperResolutionExporter.Export(state.Average.Enlarger, _run.CandidateModel, _options);
        if (state.Average.Detector is { } detector)
            DetectorExporter.Export(
                detector, _training.ClassNames, _run.DetectorModel, TrainedNetwork.ExportOptionsOf(_options.Detector!));
        _run.KeepCandidate(state, _training.ClassNames);
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    private void RequireSize(TrainingBatch batch)
    {
        Size expected = new(
            batch.CleanSize.Width / _options.Network.Scale, batch.CleanSize.Height / _options.Network.Scale);
        if (_options.Network.Architecture == SuperResolutionArchitecture.AnyScale || batch.InputSize == expected)
            return;
        throw new TrainingException(
            $"The degradation makes {batch.InputSize.Width} x {batch.InputSize.Height} pixels of crops of "
            + $"{batch.CleanSize.Width}; the network enlarges by {_options.Network.Scale} and "
            + $"expects {expected.Width} x {expected.Height}. Choose a degradation of that one scale, or the architecture {SuperResolutionArchitecture.AnyScale}.");
    }

    private static void RequireTrainable(SuperResolutionTrainerOptions options, AnnotatedDataSet training)
    {
        if (training.Images.Count == 0)
            throw new ArgumentException("The training set holds no image; expected at least one.", nameof(training));
        if (options.Recipe == SuperResolutionRecipe.Fidelity) return;
        using TrainedNetwork detector = TrainedNetwork.Load(options.Detector!);
        if (!options.ReadsBoxes) return;
        BatchFactory.RequireTrainable(training);
        if (!detector.ClassNames.SequenceEqual(training.ClassNames))
            throw new ArgumentException(
                $"The detector in '{options.Detector}' finds [{string.Join(", ", detector.ClassNames)}]; the "
                + $"training set has [{string.Join(", ", training.ClassNames)}].", nameof(training));
    }
}
