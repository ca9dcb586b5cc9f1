using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk train sr</c>: trains a network that enlarges images for a detector.</summary>
internal static class TrainSuperResolutionCommand
{
    private static readonly SuperResolutionTrainerOptions Defaults = new();

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Annotated data set, or a folder of photographs without annotations.",
        HelpName = "DATA",
        Required = true,
    };
    private static readonly Option<string[]> Photos = new("--photos")
    {
        Description = "Folders of further photographs without annotations; not for the recipes task-driven and joint.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder of the run.",
        HelpName = "RUN",
        Required = true,
    };
    private static readonly Option<SuperResolutionRecipe> Recipe = new("--recipe")
    {
        Description = "fidelity, task-driven, feature-driven or joint.",
        HelpName = "R",
        CustomParser = Parse<SuperResolutionRecipe>,
    };
    private static readonly Option<SuperResolutionArchitecture> Network = new("--network")
    {
        Description = "srcnn, fsrcnn, edsr, dbpn or any-scale.",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Network.Architecture,
        CustomParser = Parse<SuperResolutionArchitecture>,
    };
    private static readonly Option<int> Scale = new("--scale")
    {
        Description = "Factor by which images are enlarged; for any-scale the largest.",
        HelpName = "S",
        DefaultValueFactory = _ => Defaults.Network.Scale,
    };
    private static readonly Option<double> Width = new("--width")
    {
        Description = "Factor on the network's published channels.",
        HelpName = "W",
        DefaultValueFactory = _ => Defaults.Network.Width,
    };
    private static readonly Option<int?> Depth = new("--depth")
    {
        Description = "Blocks of the network, instead of as published.",
        HelpName = "D",
    };
    private static readonly Option<string?> Degrade = new("--degrade")
    {
        Description =
            $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file. Default: bicubic shrinking by "
            + "the scale.",
        HelpName = "P",
    };
    private static readonly Option<string?> Detector = new("--detector")
    {
        Description = "Run of the detector to serve (detsdk train aeris). Needed by every recipe but fidelity.",
        HelpName = "RUN",
    };
    private static readonly Option<string?> Start = new("--start")
    {
        Description = "Super-resolution run with the same network to start from.",
        HelpName = "RUN",
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
    private static readonly Option<double> ImageWeight = new("--image-weight")
    {
        Description = "Weight of the pixels' distance.",
        HelpName = "W",
        DefaultValueFactory = _ => Defaults.ImageWeight,
    };
    private static readonly Option<double?> TaskWeight = new("--task-weight")
    {
        Description =
            "Weight of the detector's part of the loss. Default: 0.03 for task-driven, 0.1 for feature-driven and "
            + "joint.",
        HelpName = "W",
    };
    private static readonly Option<double> Gradual = new("--gradual")
    {
        Description = "Share of the steps over which the task weight rises from zero.",
        HelpName = "F",
        DefaultValueFactory = _ => Defaults.GradualShare,
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
    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continues the run in --out with the options it was started with.",
    };

    public static Command Create()
    {
        Command command = new(
            "sr",
            "Trains a super-resolution front-end for a detector.\n"
            + "Example: detsdk train sr --data street --recipe task-driven --detector runs/street --start "
            + "runs/fidelity --crop 416 --learning-rate 2e-4 --out runs/sr");
        foreach (Option option in
            (Option[])
            [
                Data, Photos, Out, Recipe, Network, Scale, Width, Depth, Degrade, Detector, Start, Steps, Batch, Crop,
                Zoom, ImageWeight, TaskWeight, Gradual, Rate, Seed, Threads, Resume
            ])
            command.Options.Add(option);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string folder = arguments.GetRequiredValue(Out);
        AnnotatedDataSet training = Load(arguments);
        bool resume = arguments.GetValue(Resume);
        SuperResolutionTrainer trainer = resume
            ? SuperResolutionTrainer.Resume(folder, training)
            : SuperResolutionTrainer.Create(Options(arguments), folder, training);
        TrainingSummary summary = trainer.Train(new TrainingReport(resume), token);
        if (!summary.Completed) CommandRunner.Report($"stopped at step {summary.Step}; continue with --resume.");
        return summary.Completed ? ExitCode.Success : ExitCode.Failed;
    }

    private static AnnotatedDataSet Load(ParseResult arguments)
    {
        string data = SceneData.Render(
            arguments.GetRequiredValue(Data), arguments.GetRequiredValue(Out), arguments.GetValue(Seed),
            arguments.GetValue(Crop));
        bool needsBoxes = arguments.GetValue(Recipe) is SuperResolutionRecipe.TaskDriven or SuperResolutionRecipe.Joint;
        string[] photos = arguments.GetRequiredValue(Photos);
        if (needsBoxes && photos.Length > 0)
            throw new UsageException(
                "--photos have no boxes; the recipes task-driven and joint learn from boxes. Expected fidelity or "
                + "feature-driven.");
        AnnotatedDataSet training = needsBoxes
            ? AnnotatedDataSet.Load(data, "train")
            : PhotographData.Load(data, "train");
        return training with
        {
            Images = [.. training.Images, .. photos.SelectMany(folder => UnlabelledDataSet.Read(folder).Images)],
        };
    }

    private static SuperResolutionTrainerOptions Options(ParseResult arguments)
    {
        double[] zoom = arguments.GetRequiredValue(Zoom);
        return Defaults with
        {
            Recipe = arguments.GetValue(Recipe),
            Network = new SuperResolutionOptions
            {
                Architecture = arguments.GetValue(Network),
                Scale = arguments.GetValue(Scale),
                Width = arguments.GetValue(Width),
                Depth = arguments.GetValue(Depth),
            },
            Degradation = arguments.GetValue(Degrade) is { } degrade ? DegradationArguments.Load(degrade) : null,
            Detector = FullPath(arguments.GetValue(Detector)),
            InitialWeights = FullPath(arguments.GetValue(Start)),
            Steps = arguments.GetValue(Steps),
            BatchSize = arguments.GetValue(Batch),
            Augmentation = Defaults.Augmentation with
            {
                CropSize = arguments.GetValue(Crop),
                MinimumZoom = zoom[0],
                MaximumZoom = zoom[1],
            },
            ImageWeight = arguments.GetValue(ImageWeight),
            TaskWeight = arguments.GetValue(TaskWeight),
            GradualShare = arguments.GetValue(Gradual),
            LearningRate = arguments.GetValue(Rate),
            Seed = arguments.GetValue(Seed),
            Threads = arguments.GetValue(Threads),
        };
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

    /// <summary>Reads task-driven as TaskDriven.</summary>
    private static T Parse<T>(System.CommandLine.Parsing.ArgumentResult argument)
        where T : struct, Enum
    {
        string text = argument.Tokens[0].Value;
        foreach (T value in Enum.GetValues<T>())
            if (string.Equals(value.ToString(), text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) return value;
        argument.AddError(
            $"'{text}' is unknown; expected "
            + $"{string.Join(", ", Enum.GetValues<T>().Select(value => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString())))}.");
        return default;
    }
}
