using DetectionSdk.Degradation;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// Trains an <see cref="AerisNetwork"/> as AERIS does (Cui et al., ECCV 2022): every batch is degraded to one low
/// resolution, the encoder reads it, the detection head finds the objects, the decoder restores the clean image, and
/// both losses train the encoder. Degraded sizes are rounded to multiples of 32 in training; validation images are
/// degraded alike, or left clean if <see cref="TrainingRecipe.Degradation"/> is null. What is validated and kept is the
/// exported model as <see cref="Detector"/> runs it.
/// </summary>
public sealed record AerisRecipe : TrainingRecipe
{
    /// <summary>
    /// What was found best on photographs (docs/results/aeris.md): sizes drawn evenly instead of scales, half of the
    /// batches clean, our decoder with a restoration weight of 40. See <see cref="FromImageNet"/> for the start.
    /// </summary>
    public static AerisRecipe Default { get; } = new()
    {
        Degradation = DegradationPipeline.Aeris,
        CleanShare = 0.5,
        RestorationWeight = 40,
    };

    /// <summary>The same with the decoder that AERIS's authors released, at its published weight of 0.4.</summary>
    public static AerisRecipe Released { get; } = Default with
    {
        Restoration = RestorationKind.Released,
        RestorationWeight = 0.4,
    };

    /// <summary>The same without decoder: a detector trained on degraded images.</summary>
    public static AerisRecipe Degraded { get; } = Default with
    {
        Restoration = RestorationKind.None,
        RestorationWeight = 0.4,
    };

    /// <summary>The same on clean images alone: an ordinary detector.</summary>
    public static AerisRecipe Clean { get; } = Degraded with { Degradation = null };

    /// <summary>
    /// Dual super-resolution learning for detection: pictures of half the size, the whole ones rebuilt beside the
    /// objects, and the features of both alike. Its control is <see cref="Degraded"/> on the same pictures.
    /// </summary>
    public static AerisRecipe Dual { get; } = Default with
    {
        Restoration = RestorationKind.Dual,
        Degradation = SegmentationRecipe.Halving,
        CleanShare = 0,
    };

    /// <summary>
    /// Factor on all channel counts of the network, see <see cref="AerisNetworkOptions.Width"/>. Default 0.5.
    /// </summary>
    public double Width { get; init; } = 0.5;

    /// <summary>
    /// Channels of the network's last stage, see <see cref="AerisNetworkOptions.LastStageChannels"/>. Default null.
    /// </summary>
    public int? LastStageChannels { get; init; }

    /// <summary>
    /// What the network starts from. The folder of a former run: all that has the same shape, so the head may find
    /// other classes. An ONNX file of a ResNet-18, for example one trained on ImageNet or an exported model: the
    /// encoder, of which only the last stage may have another width, and is then random. Normalisations that are read
    /// keep their statistics. Default null: random weights.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>
    /// Share of the learning rate with which an encoder that did not start from random weights learns. In [0, 1],
    /// default 0.2.
    /// </summary>
    [Changeable]
    public double PretrainedLearningShare { get; init; } = 0.2;

    /// <summary>
    /// The decoder that restores the clean image in training. Default <see cref="RestorationKind.Arbitrary"/>.
    /// </summary>
    public RestorationKind Restoration { get; init; } = RestorationKind.Arbitrary;

    /// <summary>
    /// A detector that is good already, an ONNX file of any family that the SDK reads. It looks at the clean
    /// photographs once, before training; what it finds and nobody annotated joins the targets, at the weight of its
    /// score. So photographs without annotations train, too. Default null: none.
    /// </summary>
    public string? Teacher { get; init; }

    /// <summary>
    /// Side of the teacher's input in pixels, where its file takes any. At least 32; default null: the file's own.
    /// </summary>
    public int? TeacherInputSize { get; init; }

    /// <summary>Least score at which what the teacher finds counts. In (0, 1), default 0.3.</summary>
    public double TeacherConfidence { get; init; } = 0.3;

    /// <summary>
    /// How the teacher's classes become those of the training set, as <see cref="Evaluation.ClassMap.Parse"/> reads it.
    /// Default null: by equal names.
    /// </summary>
    public string? ClassMap { get; init; }

    /// <summary>Weight of the restoration loss. At least 0, default 0.4 as in AERIS.</summary>
    [Changeable]
    public double RestorationWeight { get; init; } = 0.4;

    /// <summary>
    /// Share of training batches that are left clean, so that the network keeps seeing what it should not forget. In
    /// [0, 1], default 0 as in AERIS.
    /// </summary>
    [Changeable]
    public double CleanShare { get; init; }

    /// <summary>
    /// Share of the steps in which batch normalisation uses the statistics of the batch; after them it uses constant
    /// ones, as it does when detecting. All images of a batch have one scale, so a network that only knew batch
    /// statistics fails at scales far from the mean. In [0, 1], default 0.05: a start-up, after which the layers only
    /// scale and shift.
    /// </summary>
    public double NormalizationShare { get; init; } = 0.05;

    /// <summary>Steps between validations; there is always one at the end. At least 1, default 1,000.</summary>
    [Changeable]
    public int ValidationInterval { get; init; } = 1000;

    /// <summary>
    /// Side in pixels of the square that larger pictures are shrunk into when the detector is validated and run, and of
    /// which <see cref="TrainingRecipe.Augmentation"/>'s zoom is a factor. A multiple of 32. Default null: chosen from
    /// the training pictures when a run is made (docs/guides/training.md); in runs of earlier versions the crops' side.
    /// </summary>
    public int? InputSize { get; init; }

    internal DetectorExportOptions ExportOptions
    {
        get
        {
            int side = InputSize ?? Augmentation.CropSize;
            return new DetectorExportOptions { InputSize = new Size(side, side) };
        }
    }

    /// <summary>
    /// The recipe as it did best on photographs, at the shipped model's size: the whole width, 96 channels in the last
    /// stage, from an encoder that was trained on ImageNet.
    /// </summary>
    /// <param name="encoder">ONNX file of a ResNet-18 trained on ImageNet.</param>
    public AerisRecipe FromImageNet(string encoder) =>
        this with { Width = 1, LastStageChannels = 96, InitialWeights = encoder };

    internal override void Validate()
    {
        base.Validate();
        RequireAtLeast(ValidationInterval, 1, nameof(ValidationInterval));
        Require(
            RestorationWeight >= 0 && double.IsFinite(RestorationWeight), RestorationWeight, nameof(RestorationWeight),
            "at least 0");
        Require(CleanShare is >= 0 and <= 1, CleanShare, nameof(CleanShare), "in [0, 1]");
        Require(
            PretrainedLearningShare is >= 0 and <= 1, PretrainedLearningShare, nameof(PretrainedLearningShare),
            "in [0, 1]");
        Require(NormalizationShare is >= 0 and <= 1, NormalizationShare, nameof(NormalizationShare), "in [0, 1]");
        Require(TeacherConfidence is > 0 and < 1, TeacherConfidence, nameof(TeacherConfidence), "in (0, 1)");
        if (TeacherInputSize is { } side) RequireAtLeast(side, AerisNetwork.InputStride, nameof(TeacherInputSize));
        if (InputSize is { } input)
            Require(
                input > 0 && input % AerisNetwork.InputStride == 0, input, nameof(InputSize),
                $"a positive multiple of {AerisNetwork.InputStride}");
        ParseClassMap();
        NetworkOptions(classes: 1).Validate();
    }

    internal override TrainingRecipe WithFullPaths() => this with
    {
        InitialWeights = InitialWeights is { } start ? Path.GetFullPath(start) : null,
        Teacher = Teacher is { } teacher ? Path.GetFullPath(teacher) : null,
    };

    internal override TrainingRecipe FittedTo(Evaluation.AnnotatedDataSet training) =>
        InputSize is null ? this with { InputSize = InputFit.SideFor(training) } : this;

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireTrainable(data.Training);
        if (data.Validation is not { } validation) return;
        if (!validation.ClassNames.SequenceEqual(data.ClassNames))
            throw new TrainingException(
                $"The validation set has the classes [{string.Join(", ", validation.ClassNames)}], the training set "
                + $"[{string.Join(", ", data.ClassNames)}]; expected the same in the same order.");
        if (!validation.Images.Any(image => image.Annotations.Count > 0))
            throw new TrainingException(
                "The validation set holds no box; expected at least one, or no validation set.");
        DataSetCheck.RequireSound(validation, minimumSide: 0);
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (AerisNetwork network, AerisNetwork average) = BuildTwice(
            () => new AerisNetwork(NetworkOptions(data.ClassNames.Count)));
        network.Precision = Precision;
        if (InitialWeights is { } start) pretrained ??= Training.InitialWeights.Load(start, network, average);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages = Stages(pretrained ?? PretrainedParts.Of([], [])),
            Samples = new PhotographSource(data.Training, Augmentation, Degradation, BatchSize, Seed)
            {
                CleanShare = CleanShare,
                SizeMultiple = AerisNetwork.InputStride,
                InputSide = InputSize,
                Targets = TargetFrame.Input,
                Teacher = Teacher is null ? null : data.Teacher ??= AskTeacher(data.Training),
            },
            Losses = Losses(network),
            Validation = data.Validation is { } set ? (ValidationInterval, new DetectorMeasure(this, set).Run) : null,
            Export = run => DetectorExporter.Export(average, data.ClassNames, run.CandidateModel, ExportOptions),
            Pretrained = pretrained,
        };
    }

    /// <summary>The network that finds a number of classes.</summary>
    internal AerisNetworkOptions NetworkOptions(int classes) =>
        new() { Classes = classes, Width = Width, LastStageChannels = LastStageChannels, Restoration = Restoration };

    /// <summary>
    /// Runs the network on a batch and compares. Of clean images nothing is restored: their target is the input itself,
    /// and restoring them too held the decoder at bicubic enlargement.
    /// </summary>
    internal Func<TrainingBatch, BatchTensors, LossTerms> Losses(AerisNetwork network)
    {
        AerisLoss loss = new(new AerisLossWeights { Restoration = RestorationWeight });
        return (batch, tensors) =>
        {
            Size? restored = Restoration == RestorationKind.None || !batch.IsDegraded ? null : batch.CleanSize;
            if (restored is not null && Restoration == RestorationKind.Dual) RequireHalf(batch);
            return loss.Compute(network.call(tensors.Images, restored), tensors.Targets!, tensors.Clean);
        };
    }

    private static void RequireHalf(TrainingBatch batch)
    {
        const int factor = SuperResolutionBranch.Factor;
        Size expected = new(batch.CleanSize.Width / factor, batch.CleanSize.Height / factor);
        if (batch.InputSize == expected) return;
        throw new TrainingException(
            $"The degradation makes {batch.InputSize.Width} x {batch.InputSize.Height} pixels of crops of "
            + $"{batch.CleanSize.Width}; dual super-resolution learning expects {expected.Width} x {expected.Height}.");
    }

    private TeacherAnswers AskTeacher(Evaluation.AnnotatedDataSet photographs)
    {
        DetectorOptions options = new()
        {
            Confidence = (float)TeacherConfidence,
            InputSize = TeacherInputSize is { } side ? new Size(side, side) : null,
            Provider = ExecutionProvider.Cpu,
            Threads = Threads,
            Spinning = false,
        };
        return TeacherAnswers.Ask(Teacher!, options, ParseClassMap(), photographs);
    }

    private Evaluation.ClassMap ParseClassMap()
    {
        try
        {
            return Evaluation.ClassMap.Parse(ClassMap ?? "");
        }
        catch (FormatException error)
        {
            throw new ArgumentException($"AerisRecipe.ClassMap is no map: {error.Message}", nameof(ClassMap), error);
        }
    }

    /// <summary>
    /// A start-up in which normalisations that were not read follow the batches, then the rest with constant
    /// statistics. What was read learns slowly in both. Of <see cref="RestorationKind.Dual"/> the branch counts from a
    /// third of the steps on and the affinity from two thirds on, as published.
    /// </summary>
    private Stage[] Stages(PretrainedParts pretrained)
    {
        HashSet<string> slow = [.. pretrained.Parameters], constant = [.. pretrained.Normalizations];
        long startUp = (long)(NormalizationShare * Steps);
        long[] cuts = Restoration == RestorationKind.Dual
            ? [.. ((long[])[startUp, Steps / 3, 2L * Steps / 3, Steps]).Order()]
            : [startUp, Steps];
        return [.. cuts.Select((end, i) => i == 0 ? Part(0, end) : Part(cuts[i - 1], end))];

        Stage Part(long first, long end) => new(end - first)
        {
            RateFactor = name => slow.Contains(name) ? PretrainedLearningShare : 1,
            UsesBatchStatistics = name => first < startUp && !constant.Contains(name),
            Counts = name => Restoration != RestorationKind.Dual || name switch
            {
                "restoration" => first >= Steps / 3,
                "affinity" => first >= 2L * Steps / 3,
                _ => true,
            },
        };
    }
}
