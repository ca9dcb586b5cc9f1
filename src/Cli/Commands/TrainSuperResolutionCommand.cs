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
    private static readonly SuperResolutionRecipe Defaults = new();

    private static readonly TrainingArguments<SuperResolutionRecipe> Common = new(Defaults, TrainingLength.Standard);

    private static readonly RecipeOptions<SuperResolutionRecipe> Recipe = Common.Recipe;

    private static readonly CropArguments<SuperResolutionRecipe> Crop = new(Recipe, Defaults.Augmentation);

    private static readonly ClassSrArguments ClassSr = new(Common);

    private static readonly SemanticArguments Semantic = new(Common);

    private static readonly string[] OtherRecipes =
        [ClassSrArguments.Name, SemanticArguments.Sft, SemanticArguments.Targeted];

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
    private static readonly Option<string> Goal = Recipe.Add(
        new Option<string>("--recipe")
        {
            Description =
                "fidelity, task-driven, feature-driven or joint; class-sr: branches of --widths and what chooses one "
                + "for each tile; sft: told what a picture shows; targeted: a loss that differs by region.",
            HelpName = "R",
            DefaultValueFactory = _ => NameOf(Defaults.Goal),
            CustomParser = ParseGoal,
        },
        (recipe, name) => recipe with { Goal = GoalOf(name) ?? Defaults.Goal });
    private static readonly Option<SuperResolutionArchitecture> Network = Recipe.Add(
        new Option<SuperResolutionArchitecture>("--network")
        {
            Description = "srcnn, fsrcnn, edsr, dbpn, any-scale, edsr-shuffle or edsr-half.",
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
    private static readonly Option<int?> Depth = Recipe.Add(
        new Option<int?>("--depth")
        {
            Description = "Blocks of the network, instead of as published.",
            HelpName = "D",
        },
        (recipe, depth) => recipe with { Network = recipe.Network with { Depth = depth } });
    private static readonly Option<bool> WithoutSkip = Recipe.Add(
        new Option<bool>("--without-skip")
        {
            Description = "The network computes the whole picture, not what the bicubically enlarged one lacks.",
        },
        (recipe, without) => recipe with { Network = recipe.Network with { AddsBicubic = !without } });
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
            Description =
                "Run of the detector to serve (detsdk train aeris); for feature-driven any ONNX detector, too. Needed "
                + "by every recipe but fidelity.",
            HelpName = "RUN|FILE",
        },
        (recipe, run) => recipe with { Detector = Path.GetFullPath(run!) });
    private static readonly Option<string?> Start = Recipe.Add(
        new Option<string?>("--start")
        {
            Description = "Super-resolution run with the same network to start from.",
            HelpName = "RUN",
        },
        (recipe, run) => recipe with { InitialWeights = Path.GetFullPath(run!) });
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

    public static Command Create()
    {
        Command command = new(
            "sr",
            "Trains a super-resolution front-end for a detector.\n"
            + "Example: detsdk train sr --data street --recipe task-driven --detector runs/street --start "
            + "runs/fidelity --crop 416 --learning-rate 2e-4 --out runs/sr");
        Common.AddTo(
            command,
            [
                Data, Photos, Goal, Network, Scale, Width, ClassSr.Widths, ClassSr.Branches, Depth, WithoutSkip,
                Degrade, Detector, Start, .. Crop.Options, ImageWeight, TaskWeight, Gradual, .. Semantic.Options,
            ]);
        Common.RequireUnlessResumed(command, Data);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string recipe = RecipeOf(arguments);
        RequireMeaning(recipe, arguments);
        string folder = Common.FolderOf(arguments);
        bool resume = Common.IsResumed(arguments);
        RunData place = RunData.Of(
            arguments.GetValue(Data), holdOut: null, arguments.GetRequiredValue(Photos), folder, resume,
            Semantic.MapsOf(arguments));
        AnnotatedDataSet training = Load(recipe, arguments, place);
        TrainingReport.Introduce(training, validation: null);
        Trainer trainer = resume
            ? Resume(recipe, arguments, folder, training)
            : Begin(recipe, arguments, folder, training);
        place.Write(folder);
        return TrainingReport.Follow(trainer, folder, training, validation: null, token);
    }

    /// <summary>The recipe that is asked for, or that of the run that is resumed.</summary>
    private static string RecipeOf(ParseResult arguments)
    {
        string asked = arguments.GetRequiredValue(Goal);
        if (!Common.IsResumed(arguments) || arguments.GetResult(Goal) is { Implicit: false }) return asked;
        return Trainer.RecipeOf(Common.FolderOf(arguments)) switch
        {
            ClassSrRecipe => ClassSrArguments.Name,
            SemanticRecipe => SemanticArguments.Sft,
            SuperResolutionRecipe begun => NameOf(begun.Goal),
            _ => asked,
        };
    }

    /// <summary>By how much a network that is told what it sees enlarges, which a run that is resumed keeps.</summary>
    private static int ScaleOf(ParseResult arguments) =>
        Common.IsResumed(arguments) && Trainer.RecipeOf(Common.FolderOf(arguments)) is SemanticRecipe begun
            ? begun.Network.Scale
            : arguments.GetValue(Scale);

    /// <summary>Refuses options that mean something to other recipes alone.</summary>
    private static void RequireMeaning(string recipe, ParseResult arguments)
    {
        bool isClassSr = recipe == ClassSrArguments.Name, isSemantic = SemanticArguments.Has(recipe);
        IEnumerable<Option> foreign =
        [
            .. isSemantic ? [Photos] : Semantic.Options,
            .. isClassSr ? (Option[])[Width] : [ClassSr.Widths, ClassSr.Branches],
            .. isClassSr || isSemantic ? (Option[])[Detector, Start, TaskWeight, Gradual] : [],
        ];
        if (foreign.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } given)
            throw new UsageException($"{given.Name} means nothing to --recipe {recipe}.");
    }

    private static Trainer Begin(
        string recipe, ParseResult arguments, string folder, AnnotatedDataSet training)
    {
        TrainingRecipe begun = recipe == ClassSrArguments.Name ? ClassSr.Begin(arguments)
            : SemanticArguments.Has(recipe) ? Semantic.Begin(recipe, arguments)
            : Common.Begin(Defaults, arguments);
        return Trainer.Create(begun, folder, training, null);
    }

    private static Trainer Resume(
        string recipe, ParseResult arguments, string folder, AnnotatedDataSet training)
    {
        if (recipe == ClassSrArguments.Name)
            return Trainer.Resume<ClassSrRecipe>(
                folder, training, null, begun => ClassSr.Apply(begun, arguments));
        return SemanticArguments.Has(recipe)
            ? Trainer.Resume<SemanticRecipe>(folder, training, null, begun => Semantic.Apply(begun, arguments))
            : Trainer.Resume<SuperResolutionRecipe>(
                folder, training, null, begun => Recipe.Apply(begun, arguments));
    }

    private static AnnotatedDataSet Load(string recipe, ParseResult arguments, RunData place)
    {
        string data = SceneData.Render(
            place.Data, Common.FolderOf(arguments), Common.SeedOf(arguments), Crop.SideOf(arguments));
        if (SemanticArguments.Has(recipe))
            return SemanticArguments.Load(data, place.Maps, Common.FolderOf(arguments), ScaleOf(arguments));
        bool needsBoxes = GoalOf(recipe) is SuperResolutionGoal.TaskDriven
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
        if (OtherRecipes.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } other)
            return other;
        argument.AddError(Unknown(text, Enum.GetValues<SuperResolutionGoal>().Select(NameOf).Concat(OtherRecipes)));
        return text;
    }

    /// <summary>The goal of a recipe for one network alone; null for the others, and for what is unknown.</summary>
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
