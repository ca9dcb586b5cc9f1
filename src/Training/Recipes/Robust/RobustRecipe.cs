using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Families;
using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Makes a detector hold up, without labels: it learns to say of a degraded photograph what it says of the photograph
/// itself. AERIS's idea, the degradation as the self-supervised signal (Cui et al., ECCV 2022), with the detector's own
/// answer in the place of the pixels. The file that comes out has the graph that went in, at the same cost.
/// </summary>
/// <remarks>
/// Teacher and student begin as the same file. Per batch one input size is drawn; each photograph is scaled, placed on
/// the detector's border colour, and degraded and enlarged back in its place, so that both answer on one grid. The
/// student learns the teacher's scores and boxes where the teacher is sure of an object, and everywhere the features
/// that its last layers read: those hold what the detector knows beyond the objects of these photographs.
/// </remarks>
public sealed record RobustRecipe : TrainingRecipe
{
    private const int HoldOutInterval = 10, MostHeldOut = 100;
    private const double LeastWeight = 1e-3;

    /// <summary>
    /// Options with the defaults of this training: 1,500 steps of 4 photographs, gradients up to 10, degradation
    /// <see cref="DegradationPipeline.Robust"/>, learning rate 0.00025: the share of its size by which a step changes a
    /// weight at most, since the weights of a detector whose normalisations are folded lie three powers of ten apart.
    /// </summary>
    public RobustRecipe()
    {
        Steps = 1500;
        BatchSize = 4;
        LearningRate = 2.5e-4;
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 10;
        AverageDecay = 0.995;
        Degradation = DegradationPipeline.Robust;
    }

    /// <summary>
    /// The detector, an ONNX file of convolutions and of a family that says how it answers. Required.
    /// </summary>
    public required string Model { get; init; }

    /// <summary>
    /// Sides of the square inputs that training takes in turn, in pixels, multiples of 32. Default 256, 320, 416; a
    /// detector whose file holds constants of one size takes that size alone.
    /// </summary>
    public IReadOnlyList<int> InputSizes { get; init; } = [256, 320, 416];

    /// <summary>
    /// Longer side in pixels at which the detector also looks at whole photographs, upright and mirrored; what it finds
    /// both times is learned where it is less sure at the student's size. A multiple of 32 from 64 on. Default null: it
    /// says what it says at the student's size alone.
    /// </summary>
    public int? TeacherSize { get; init; }

    /// <summary>
    /// Share of the photographs that are left clean, so that nothing is forgotten. In [0, 1], default 0.4.
    /// </summary>
    public double CleanShare { get; init; } = 0.4;

    /// <summary>
    /// Least factor by which a photograph that fills the input is scaled, for small objects. In (0, 1], default 0.3.
    /// </summary>
    public double SmallestScale { get; init; } = 0.3;

    /// <summary>
    /// Largest factor by which a photograph that fills the input is scaled; a part of it is cut out then. In [1, 4],
    /// default 1.2.
    /// </summary>
    public double LargestScale { get; init; } = 1.2;

    /// <summary>
    /// Share of the pictures that are put together of four photographs instead of one: parts that cover four quarters,
    /// which meet between 0.3 and 0.7 of the sides (mosaics, Bochkovskiy et al., YOLOv4, arXiv 2004.10934). Few
    /// photographs then show more. In [0, 1], default 0.
    /// </summary>
    public double MosaicShare { get; init; }

    /// <summary>
    /// Whether the student sees every picture with its noise taken out (<see cref="NoiseFilter"/>), and its
    /// file says that it is to be: <see cref="InputSpec.Denoise"/>. The teacher sees clean photographs as they are.
    /// Default false: as the detector's own file says.
    /// </summary>
    public bool Denoise { get; init; }

    /// <summary>Weight of the teacher's scores and boxes. At least 0, default 1.</summary>
    [Changeable]
    public double AnswerWeight { get; init; } = 1;

    /// <summary>Weight of the teacher's features. At least 0, default 5.</summary>
    [Changeable]
    public double FeatureWeight { get; init; } = 5;

    /// <summary>
    /// Whether annotated objects alone are learned from: ordinary fine-tuning, the rival of what the teacher says.
    /// Default false: they are learned beside it, where photographs have any.
    /// </summary>
    public bool LabelsOnly { get; init; }

    /// <summary>Steps between validations; there is always one at the end. At least 1, default 500.</summary>
    [Changeable]
    public int ValidationInterval { get; init; } = 500;

    /// <summary>
    /// How much average precision the student may lose on the labelled validation set as it is, and on real pictures;
    /// a network that loses more is never kept as the best. In [0, 1], default 0.01.
    /// </summary>
    [Changeable]
    public double AllowedLoss { get; init; } = 0.01;

    /// <summary>
    /// How the detector's classes become those of the validation set, as <see cref="Evaluation.ClassMap.Parse"/> reads
    /// it. Default null: by equal names.
    /// </summary>
    [Changeable]
    public string? ClassMap { get; init; }

    /// <summary>
    /// A labelled data set of real poor pictures, its split val: measured as it is at every validation. Default null.
    /// </summary>
    [Changeable]
    public string? RealPictures { get; init; }

    /// <summary><see cref="ClassMap"/> for <see cref="RealPictures"/>.</summary>
    [Changeable]
    public string? RealClassMap { get; init; }

    internal override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Model);
        Require(InputSizes.Count > 0, InputSizes.Count, nameof(InputSizes), "at least one side");
        foreach (int side in InputSizes)
            Require(side >= 64 && side % 32 == 0, side, nameof(InputSizes), "multiples of 32 from 64 on");
        if (TeacherSize is { } look)
            Require(look >= 64 && look % 32 == 0, look, nameof(TeacherSize), "multiples of 32 from 64 on");
        Require(CleanShare is >= 0 and <= 1, CleanShare, nameof(CleanShare), "in [0, 1]");
        Require(SmallestScale is > 0 and <= 1, SmallestScale, nameof(SmallestScale), "in (0, 1]");
        Require(LargestScale is >= 1 and <= 4, LargestScale, nameof(LargestScale), "in [1, 4]");
        Require(MosaicShare is >= 0 and <= 1, MosaicShare, nameof(MosaicShare), "in [0, 1]");
        Require(AnswerWeight >= 0 && double.IsFinite(AnswerWeight), AnswerWeight, nameof(AnswerWeight), "at least 0");
        Require(
            FeatureWeight >= 0 && double.IsFinite(FeatureWeight), FeatureWeight, nameof(FeatureWeight), "at least 0");
        RequireAtLeast(ValidationInterval, 1, nameof(ValidationInterval));
        Require(AllowedLoss is >= 0 and <= 1, AllowedLoss, nameof(AllowedLoss), "in [0, 1]");
        RequireMap(ClassMap, nameof(ClassMap));
        RequireMap(RealClassMap, nameof(RealClassMap));
    }

    private static void RequireMap(string? map, string name)
    {
        try
        {
            _ = Evaluation.ClassMap.Parse(map ?? "");
        }
        catch (FormatException error)
        {
            throw new ArgumentException($"RobustRecipe.{name} is no map: {error.Message}", name, error);
        }
    }

    internal override TrainingRecipe WithFullPaths() => this with
    {
        Model = Path.GetFullPath(Model),
        RealPictures = RealPictures is null ? null : Path.GetFullPath(RealPictures),
    };

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireImages(data.Training);
        if (LabelsOnly) DataSetCheck.RequireTrainable(data.Training);
        else RobustTeacher.RequireFinds(Model, data.Training);
    }

    internal override TrainingRecipe Rehearsed => this with { RealPictures = null };

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (OnnxNetwork network, OnnxNetwork average) = BuildTwice(device => OnnxNetwork.Load(Model, device));
        RobustTeacher teacher = RobustTeacher.Load(Model, Precision, network.parameters().First().device);
        network.Precision = Precision;
        average.Precision = Precision.Full;
        (AnnotatedDataSet photographs, AnnotatedDataSet heldOut) = Split(data);
        RobustMeasure? measure = heldOut.Images.Count == 0 ? null : new RobustMeasure(this, data.Validation, heldOut);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages = [new Stage(Steps) { RateFactor = SizesOf(network) }],
            Samples = new RobustSource(
                teacher.InItsClasses(photographs, ClassMap), this with { Denoise = Denoise || teacher.Denoises },
                teacher.SizesOf(this), TeacherSize is { } look ? LargerLook.Load(Model, look) : null),
            Losses = new RobustLosses(network, teacher, this).Compute,
            Validation = measure is null ? null : (ValidationInterval, measure.Judge),
            Export = run => Export(average, run),
            Conclude = measure is null ? null : new RobustMix(this, measure).Conclude,
            Helper = teacher,
        };
    }

    /// <summary>
    /// What to learn from and what to measure on: the labelled set, else every tenth photograph or a few more, at most
    /// a hundred.
    /// </summary>
    private static (AnnotatedDataSet Learn, AnnotatedDataSet HeldOut) Split(TrainingData data)
    {
        if (data.Validation is { } labelled) return (data.Training, labelled);
        int interval = Math.Max(HoldOutInterval, data.Training.Images.Count / MostHeldOut);
        return (Take(index => !IsHeldOut(index)), Take(IsHeldOut));

        bool IsHeldOut(int index) => index % interval == interval - 1;

        AnnotatedDataSet Take(Func<int, bool> belongs) => data.Training with
        {
            Images = [.. data.Training.Images.Where((_, index) => belongs(index))],
        };
    }

    /// <summary>Root mean square of each parameter before training, by name.</summary>
    private static Func<string, double> SizesOf(OnnxNetwork network)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, double> sizes = network.named_parameters().ToDictionary(
            named => named.name,
            named => Math.Max(LeastWeight, Math.Sqrt(named.parameter.mul(named.parameter).mean().item<float>())));
        return name => sizes[name];
    }

    private void Export(OnnxNetwork network, RunFolder run)
    {
        OnnxModel model = network.ToModel();
        model.SetMetadata("robust", $"learned from {Path.GetFileName(Model)} without labels, {Steps} steps");
        if (Denoise) model.SetMetadata(Models.ModelMetadata.Denoise, "True");
        if (Degradation is { } degradation)
            model.SetMetadata(Models.ModelMetadata.Degradation, DegradationRecipe.Format(degradation));
        long[] shape = [1, 3, network.InputSize?.Height ?? InputSizes[0], network.InputSize?.Width ?? InputSizes[0]];
        ExportParity.Require(model.ToBytes(), run.CandidateModel, [shape], images => Answer(network, images));
        model.Save(run.CandidateModel);
    }

    internal static ParityCase Answer(OnnxNetwork network, Tensor images)
    {
        Tensor answer = network.call(images.to(network.parameters().First().device))[0].cpu();
        return new ParityCase(answer, answer.abs().max());
    }
}
