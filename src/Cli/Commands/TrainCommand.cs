using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk train aeris</c>: trains a detector that holds up on degraded images.</summary>
internal static class TrainCommand
{
    private const string TrainingSplit = "train", ValidationSplit = "val";

    private static readonly AerisTrainerOptions Defaults = new();

    /// <summary>
    /// ResNet-18 trained on ImageNet, from the package Microsoft.ML.DnnImageFeaturizer.ResNet18 (MIT).
    /// </summary>
    private static readonly string ImageNetEncoder = Path.Combine(AppContext.BaseDirectory, "resnet18.onnx");

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Annotated data set (YOLO, COCO, Pascal VOC), or scenes:N for N rendered scenes.",
        HelpName = "DATA",
        Required = true,
    };
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder of the run.",
        HelpName = "RUN",
        Required = true,
    };
    private static readonly Option<TrainingArm> Arm = new("--arm")
    {
        Description = "clean, degraded, aeris-released or aeris.",
        HelpName = "ARM",
        DefaultValueFactory = _ => TrainingArm.Aeris,
        CustomParser = r => Parse(r),
    };
    private static readonly Option<string> Degrade = new("--degrade")
    {
        Description = $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.",
        HelpName = "P",
        DefaultValueFactory = _ => "aeris",
    };
    private static readonly Option<double?> Epochs = new("--epochs")
    {
        Description = "Passes over the training images, instead of --steps.",
        HelpName = "E",
    };
    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Training steps.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Steps,
    };
    private static readonly Option<int> Batch = new("--batch")
    {
        Description = "Images per step.",
        HelpName = "B",
        DefaultValueFactory = _ => Defaults.BatchSize,
    };
    private static readonly Option<int> Crop = new("--crop")
    {
        Description = "Side of the clean crops in pixels.",
        HelpName = "PX",
        DefaultValueFactory = _ => Defaults.Augmentation.CropSize,
    };
    private static readonly Option<double[]> Zoom = new("--zoom")
    {
        Description = "Least and largest factor by which images are scaled before they are cropped.",
        HelpName = "MIN MAX",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [Defaults.Augmentation.MinimumZoom, Defaults.Augmentation.MaximumZoom],
    };
    private static readonly Option<double> Width = new("--width")
    {
        Description = "Factor on the network's channels.",
        HelpName = "W",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<double?> Restoration = new("--restoration-weight")
    {
        Description = "Weight of the restoration loss. Default: the arm's, "
            + string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{AerisTrainerOptions.For(TrainingArm.Aeris).RestorationWeight} for aeris and "
                + $"{AerisTrainerOptions.For(TrainingArm.AerisReleased).RestorationWeight} for aeris-released."),
        HelpName = "R",
    };
    private static readonly Option<double?> CleanShare = new("--clean-share")
    {
        Description = "Share of the batches that are left clean. Default: the arm's, 0.5.",
        HelpName = "F",
    };
    private static readonly Option<string?> Start = new("--start")
    {
        Description =
            "What to start from: folder of a run, ONNX file of a ResNet-18, or none. Default: ImageNet's ResNet-18, "
            + "at width 1.",
        HelpName = "RUN|FILE",
    };
    private static readonly Option<int?> LastStage = new("--last-stage")
    {
        Description =
            "Channels of the encoder's last stage; 0: 512 times the width. Default: 96 at width 1, otherwise 0.",
        HelpName = "C",
    };
    private static readonly Option<double> Rate = new("--learning-rate")
    {
        Description = "Largest learning rate.",
        HelpName = "R",
        DefaultValueFactory = _ => Defaults.LearningRate,
    };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Fixes weights and draws.",
        HelpName = "N",
    };
    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads to compute with; 0 takes all cores.",
        HelpName = "T",
    };
    private static readonly Option<double?> HoldOut = new("--hold-out")
    {
        Description =
            "Validates on this share of the training images, at most 0.5, instead of the split val, which then "
            + "stays untouched.",
        HelpName = "F",
    };
    private static readonly Option<int> Interval = new("--validation-interval")
    {
        Description = "Steps between validations.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.ValidationInterval,
    };
    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continues the run in --out with the options it was started with.",
    };

    public static Command Create()
    {
        Command aeris = new(
            "aeris",
            "Trains AERIS: detection and restoration from degraded images, on one encoder.\n"
            + "Example: detsdk train aeris --data street --out runs/street --epochs 40");
        foreach (Option option in
            (Option[])
            [
                Data, Out, Arm, Degrade, Epochs, Steps, Batch, Crop, Zoom, Width, Start, LastStage, Rate, Restoration,
                CleanShare, Seed, Threads, HoldOut, Interval, Resume
            ])
            aeris.Options.Add(option);
        aeris.SetStoppableAction(Run);
        return new Command(
            "train",
            "Trains a detector, or a front-end for one, on your "
            + "own images.\n"
            + "Example: detsdk train aeris --data street --out "
            + "runs/street") { aeris, TrainSuperResolutionCommand.Create() };
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string folder = arguments.GetRequiredValue(Out);
        string data = SceneData.Render(
            arguments.GetRequiredValue(Data), folder, arguments.GetValue(Seed), arguments.GetValue(Crop));
        (AnnotatedDataSet training, AnnotatedDataSet? validation) = Load(data, arguments.GetValue(HoldOut));
        foreach (DataSetProblem problem in training.Problems.Union(validation?.Problems ?? []))
            CommandRunner.Report(problem.ToString());

        bool resume = arguments.GetValue(Resume);
        AerisTrainer trainer = resume
            ? AerisTrainer.Resume(folder, training, validation)
            : AerisTrainer.Create(Options(arguments, training.Images.Count), folder, training, validation);
        TrainingSummary summary = trainer.Train(new TrainingReport(resume), token);
        if (!summary.Completed) CommandRunner.Report($"stopped at step {summary.Step}; continue with --resume.");
        return summary.Completed ? ExitCode.Success : ExitCode.Failed;
    }

    private static AerisTrainerOptions Options(ParseResult arguments, int images)
    {
        AerisTrainerOptions arm = AerisTrainerOptions.For(arguments.GetValue(Arm));
        int batch = arguments.GetValue(Batch);
        double width = arguments.GetValue(Width);
        int lastStage = arguments.GetValue(LastStage) ?? (width == 1 ? 96 : 0);
        double[] zoom = arguments.GetRequiredValue(Zoom);
        return arm with
        {
            Degradation = arm.Degradation is null
                ? null
                : DegradationArguments.Load(arguments.GetRequiredValue(Degrade)),
            Steps = arguments.GetValue(Epochs) is { } epochs
                ? (int)Math.Ceiling(epochs * images / batch)
                : arguments.GetValue(Steps),
            BatchSize = batch,
            Augmentation = arm.Augmentation with
            {
                CropSize = arguments.GetValue(Crop),
                MinimumZoom = zoom[0],
                MaximumZoom = zoom[1],
            },
            Width = width,
            LastStageChannels = lastStage == 0 ? null : lastStage,
            InitialWeights = StartOf(arguments.GetValue(Start), width),
            LearningRate = arguments.GetValue(Rate),
            RestorationWeight = arguments.GetValue(Restoration) ?? arm.RestorationWeight,
            CleanShare = arguments.GetValue(CleanShare) ?? arm.CleanShare,
            Seed = arguments.GetValue(Seed),
            Threads = arguments.GetValue(Threads),
            ValidationInterval = arguments.GetValue(Interval),
        };
    }

    private static string? StartOf(string? given, double width) => given switch
    {
        "none" => null,
        null => width == 1 ? ImageNetEncoder : null,
        _ => Path.GetFullPath(given),
    };

    private static (AnnotatedDataSet Training, AnnotatedDataSet? Validation) Load(string data, double? holdOut)
    {
        if (holdOut is not (null or (> 0 and <= 0.5)))
            throw new UsageException(
                FormattableString.Invariant($"--hold-out is {holdOut}; expected more than 0 and at most 0.5."));
        AnnotatedDataSet training = AnnotatedDataSet.Load(data, TrainingSplit);
        if (holdOut is not { } share) return (training, AnnotatedDataSet.Load(data, ValidationSplit));

        bool IsHeldOut(int i) => Math.Floor((i + 1) * share) > Math.Floor(i * share); // spread evenly
        return (Part(training, (_, i) => !IsHeldOut(i)), Part(training, (_, i) => IsHeldOut(i)));
    }

    private static AnnotatedDataSet Part(AnnotatedDataSet all, Func<AnnotatedImage, int, bool> belongs) =>
        all with { Images = [.. all.Images.Where(belongs)] };

    private static TrainingArm Parse(System.CommandLine.Parsing.ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out TrainingArm arm)
            && !char.IsAsciiDigit(text[0]))
            return arm;
        argument.AddError($"--arm is '{text}'; expected clean, degraded, aeris-released or aeris.");
        return default;
    }
}
