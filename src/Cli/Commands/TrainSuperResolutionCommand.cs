using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk train sr</c>: trains a network that enlarges images for a detector.</summary>
internal static class TrainSuperResolutionCommand
{
    private const string ClassSr = "class-sr";

    private static readonly SuperResolutionRecipe Defaults = new();

    private static readonly ClassSrRecipe ClassSrDefaults = new();

    private static readonly RecipeOptions<SuperResolutionRecipe> Recipe = new();

    private static readonly Option<string?> Data = new("--data")
    {
        Description =
            "Annotated data set, or a folder of photographs without annotations. With --resume the run's, unless "
            + "given.",
        HelpName = "DATA",
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
    private static readonly Option<string> Goal = Recipe.Add(
        new Option<string>("--recipe")
        {
            Description =
                "fidelity, task-driven, feature-driven or joint; or class-sr: branches of --widths and what chooses "
                + "one for each tile.",
            HelpName = "R",
            DefaultValueFactory = _ => NameOf(Defaults.Goal),
            CustomParser = ParseGoal,
        },
        (recipe, name) => recipe with { Goal = GoalOf(name) ?? Defaults.Goal });
    private static readonly Option<SuperResolutionArchitecture> Network = Recipe.Add(
        new Option<SuperResolutionArchitecture>("--network")
        {
            Description = "srcnn, fsrcnn, edsr, dbpn, any-scale or edsr-shuffle.",
            HelpName = "N",
            DefaultValueFactory = _ => Defaults.Network.Architecture,
            CustomParser = ParseNetwork,
        },
        (recipe, network) => recipe with { Network = recipe.Network with { Architecture = network } });
    private static readonly Option<int> Scale = Recipe.Add(
        new Option<int>("--scale")
        {
            Description = "Factor by which images are enlarged; for any-scale the largest.",
            HelpName = "S",
            DefaultValueFactory = _ => Defaults.Network.Scale,
        },
        (recipe, scale) => recipe with { Network = recipe.Network with { Scale = scale } });
    private static readonly Option<double> Width = Recipe.Add(
        new Option<double>("--width")
        {
            Description = "Factor on the network's published channels.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.Network.Width,
        },
        (recipe, width) => recipe with { Network = recipe.Network with { Width = width } });
    private static readonly Option<double[]> Widths = new("--widths")
    {
        Description = "Widths of the branches of class-sr, rising, in the place of --width.",
        HelpName = "W ...",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. ClassSrDefaults.Widths],
    };
    private static readonly Option<int?> Depth = Recipe.Add(
        new Option<int?>("--depth")
        {
            Description = "Blocks of the network, instead of as published.",
            HelpName = "D",
        },
        (recipe, depth) => recipe with { Network = recipe.Network with { Depth = depth } });
    private static readonly Option<string?> Degrade = Recipe.Add(
        new Option<string?>("--degrade")
        {
            Description = 
                $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file. Default: bicubic shrinking "
                + "by the scale.",
            HelpName = "P",
        },
        (recipe, preset) => recipe with { Degradation = DegradationArguments.Load(preset!) });
    private static readonly Option<string?> Detector = Recipe.Add(
        new Option<string?>("--detector")
        {
            Description = "Run of the detector to serve (detsdk train aeris). Needed by every recipe but fidelity.",
            HelpName = "RUN",
        },
        (recipe, run) => recipe with { Detector = Path.GetFullPath(run!) });
    private static readonly Option<string?> Start = Recipe.Add(
        new Option<string?>("--start")
        {
            Description = "Super-resolution run with the same network to start from.",
            HelpName = "RUN",
        },
        (recipe, run) => recipe with { InitialWeights = Path.GetFullPath(run!) });
    private static readonly Option<int> Steps = Recipe.Add(
        new Option<int>("--steps")
        {
            Description = "Training steps. With --resume the new end of the run.",
            HelpName = "N",
            DefaultValueFactory = _ => Defaults.Steps,
        },
        (recipe, steps) => recipe with { Steps = steps });
    private static readonly Option<int> Batch = Recipe.Add(
        new Option<int>("--batch")
        {
            Description = "Images per step.",
            HelpName = "B",
            DefaultValueFactory = _ => Defaults.BatchSize,
        },
        (recipe, batch) => recipe with { BatchSize = batch });
    private static readonly Option<int> Crop = Recipe.Add(
        new Option<int>("--crop")
        {
            Description = "Side of the clean crops in pixels.",
            HelpName = "PX",
            DefaultValueFactory = _ => Defaults.Augmentation.CropSize,
        },
        (recipe, side) => recipe with { Augmentation = recipe.Augmentation with { CropSize = side } });
    private static readonly Option<double[]> Zoom = Recipe.Add(
        new Option<double[]>("--zoom")
        {
            Description = "Least and largest factor by which images are scaled before they are cropped.",
            HelpName = "MIN MAX",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Defaults.Augmentation.MinimumZoom, Defaults.Augmentation.MaximumZoom],
        },
        (recipe, zoom) => recipe with
        {
            Augmentation = recipe.Augmentation with { MinimumZoom = zoom[0], MaximumZoom = zoom[1] },
        });
    private static readonly Option<double> ImageWeight = Recipe.Add(
        new Option<double>("--image-weight")
        {
            Description = "Weight of the pixels' distance.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.ImageWeight,
        },
        (recipe, weight) => recipe with { ImageWeight = weight });
    private static readonly Option<double?> TaskWeight = Recipe.Add(
        new Option<double?>("--task-weight")
        {
            Description = 
                "Weight of the detector's part of the loss. Default: 0.03 for task-driven, 0.1 for feature-driven and "
                + "joint.",
            HelpName = "W",
        },
        (recipe, weight) => recipe with { TaskWeight = weight });
    private static readonly Option<double> Gradual = Recipe.Add(
        new Option<double>("--gradual")
        {
            Description = "Share of the steps over which the task weight rises from zero.",
            HelpName = "F",
            DefaultValueFactory = _ => Defaults.GradualShare,
        },
        (recipe, share) => recipe with { GradualShare = share });
    private static readonly Option<double> Rate = Recipe.Add(
        new Option<double>("--learning-rate")
        {
            Description = "Largest learning rate.",
            HelpName = "R",
            DefaultValueFactory = _ => Defaults.LearningRate,
        },
        (recipe, rate) => recipe with { LearningRate = rate });
    private static readonly Option<int> Seed = Recipe.Add(
        new Option<int>("--seed") { Description = "Fixes weights and draws.", HelpName = "N" },
        (recipe, seed) => recipe with { Seed = seed });
    private static readonly Option<int> Threads = Recipe.Add(
        new Option<int>("--threads") { Description = "Threads to compute with; 0 takes all cores.", HelpName = "T" },
        (recipe, threads) => recipe with { Threads = threads });
    private static readonly Option<bool> Resume = new("--resume")
    {
        Description =
            "Continues the run in --out. Options that are given are applied where a run that has begun can take them: "
            + "steps, learning rate, weights of losses, threads.",
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
                Data, Photos, Out, Goal, Network, Scale, Width, Widths, Depth, Degrade, Detector, Start, Steps, Batch, Crop,
                Zoom, ImageWeight, TaskWeight, Gradual, Rate, Seed, Threads, Resume
            ])
            command.Options.Add(option);
        command.RequireUnlessResumed(Data, Resume);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string folder = arguments.GetRequiredValue(Out);
        bool resume = arguments.GetValue(Resume);
        RunData place = RunData.Of(
            arguments.GetValue(Data), holdOut: null, arguments.GetRequiredValue(Photos), folder, resume);
        AnnotatedDataSet training = Load(arguments, place);
        TrainingReport.Introduce(training, validation: null);
        Trainer trainer = (IsClassSr(arguments), resume) switch
        {
            (true, true) => Trainer.Resume<ClassSrRecipe>(folder, training, null, recipe => Apply(recipe, arguments)),
            (true, false) => Trainer.Create(Apply(ClassSrDefaults, arguments), folder, training, null),
            (false, true) => Trainer.Resume<SuperResolutionRecipe>(
                folder, training, null, recipe => Recipe.Apply(recipe, arguments)),
            _ => Trainer.Create(Recipe.Apply(Defaults, arguments), folder, training, null),
        };
        place.Write(folder);
        return TrainingReport.Follow(trainer, token);
    }

    private static bool IsClassSr(ParseResult arguments) => arguments.GetValue(Goal) == ClassSr;

    /// <summary>ClassSR takes the options of any front-end, and widths in the place of one.</summary>
    private static ClassSrRecipe Apply(ClassSrRecipe recipe, ParseResult arguments)
    {
        SuperResolutionRecipe shared = Recipe.Apply(
            Defaults with
            {
                Network = recipe.Network, Degradation = recipe.Degradation, Augmentation = recipe.Augmentation,
                Steps = recipe.Steps, BatchSize = recipe.BatchSize, LearningRate = recipe.LearningRate,
                Seed = recipe.Seed, Threads = recipe.Threads,
            },
            arguments);
        return recipe with
        {
            Network = shared.Network, Degradation = shared.Degradation, Augmentation = shared.Augmentation,
            Steps = shared.Steps, BatchSize = shared.BatchSize, LearningRate = shared.LearningRate,
            Seed = shared.Seed, Threads = shared.Threads,
            Widths = RecipeOptions<ClassSrRecipe>.IsGiven(Widths, arguments)
                ? arguments.GetRequiredValue(Widths)
                : recipe.Widths,
        };
    }

    private static AnnotatedDataSet Load(ParseResult arguments, RunData place)
    {
        string data = SceneData.Render(
            place.Data, arguments.GetRequiredValue(Out), arguments.GetValue(Seed), arguments.GetValue(Crop));
        bool needsBoxes = GoalOf(arguments.GetRequiredValue(Goal)) is SuperResolutionGoal.TaskDriven
            or SuperResolutionGoal.Joint;
        if (needsBoxes && place.Photos.Count > 0)
            throw new UsageException(
                "--photos have no boxes; the recipes task-driven and joint learn from boxes. Expected fidelity or "
                + "feature-driven.");
        AnnotatedDataSet training = needsBoxes
            ? AnnotatedData.Load(data, "train").RequireBoxes(data)
            : PhotographData.Load(data, "train");
        return training with
        {
            Images = [.. training.Images, .. place.Photos.SelectMany(folder => UnlabelledDataSet.Read(folder).Images)],
        };
    }

    private static string ParseGoal(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (GoalOf(text) is { } goal) return NameOf(goal);
        if (!text.Equals(ClassSr, StringComparison.OrdinalIgnoreCase))
            argument.AddError(Unknown(text, Enum.GetValues<SuperResolutionGoal>().Select(NameOf).Append(ClassSr)));
        return ClassSr;
    }

    /// <summary>The goal of a recipe for one network; null for ClassSR, and for what is unknown.</summary>
    private static SuperResolutionGoal? GoalOf(string name) => Enum.GetValues<SuperResolutionGoal>()
        .Where(goal => NameOf(goal).Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(goal => (SuperResolutionGoal?)goal).FirstOrDefault();

    private static SuperResolutionArchitecture ParseNetwork(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (SuperResolutionArchitecture.TryParse(text, out SuperResolutionArchitecture? network)) return network;
        argument.AddError(Unknown(text, SuperResolutionArchitecture.All.Select(known => known.Name)));
        return Defaults.Network.Architecture;
    }

    /// <summary>TaskDriven is task-driven on the command line.</summary>
    private static string NameOf(SuperResolutionGoal goal) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(goal.ToString());

    private static string Unknown(string text, IEnumerable<string> known) =>
        $"'{text}' is unknown; expected {string.Join(", ", known)}.";
}
