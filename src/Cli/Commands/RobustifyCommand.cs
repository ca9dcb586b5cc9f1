using System.CommandLine;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk robustify MODEL</c>: makes a detector hold up on poor pictures, without labels.</summary>
internal static class RobustifyCommand
{
    private static readonly RobustRecipe Defaults = new() { Model = "model.onnx" };

    private static readonly TrainingArguments<RobustRecipe> Common = new(Defaults, TrainingLength.Standard);

    private static readonly RecipeOptions<RobustRecipe> Recipe = Common.Recipe;

    private static readonly Argument<string> Model = new("MODEL")
    {
        Description = "The detector, an ONNX file of convolutions.",
    };
    private static readonly Option<string[]> Photos = new("--photos")
    {
        Description = "Folders of photographs and clips, clips, and addresses of cameras, of any kind and without "
            + "labels: the more kinds, the better.",
        HelpName = "DIR|CLIP|CAMERA",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<int> FramesPerClip = new("--frames-per-clip")
    {
        Description = "Frames that a clip or a camera gives at most, of those that differ.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };
    private static readonly Option<string?> Validation = new("--val")
    {
        Description = "Annotated data set to measure on, its split val.",
        HelpName = "DATA",
    };
    private static readonly Option<string?> ClassMap = Recipe.Add(
        new Option<string?>("--class-map")
        {
            Description = "Model class = class of the data set of --val, where the names differ.",
            HelpName = "A=B,...",
        },
        (recipe, map) => recipe with { ClassMap = map });
    private static readonly Option<string> Degrade = Recipe.Add(
        new Option<string>("--degrade")
        {
            Description = $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.",
            HelpName = "P",
            DefaultValueFactory = _ => "robust",
        },
        (recipe, preset) => recipe with { Degradation = DegradationArguments.Load(preset) });
    private static readonly Option<string[]> Labels = new("--labels")
    {
        Description = "Annotated data sets, their split train, to learn from beside what the detector says.",
        HelpName = "DATA",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<bool> LabelsOnly = Recipe.Add(
        new Option<bool>("--labels-only")
        {
            Description = "Learns from the annotated objects of --labels alone: ordinary fine-tuning, to compare with.",
        },
        (recipe, only) => recipe with { LabelsOnly = only });
    private static readonly Option<string?> Real = Recipe.Add(
        new Option<string?>("--real")
        {
            Description = "Annotated data set of real poor pictures to measure on, its split val.",
            HelpName = "DATA",
        },
        (recipe, path) => recipe with { RealPictures = path });
    private static readonly Option<string?> RealClassMap = Recipe.Add(
        new Option<string?>("--real-class-map")
        {
            Description = "Model class = class of the data set of --real, where the names differ.",
            HelpName = "A=B,...",
        },
        (recipe, map) => recipe with { RealClassMap = map });
    private static readonly Option<int[]> InputSizes = Recipe.Add(
        new Option<int[]>("--input-sizes")
        {
            Description = "Sides of the inputs that training takes in turn, multiples of 32.",
            HelpName = "PX",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. Defaults.InputSizes],
        },
        (recipe, sides) => recipe with { InputSizes = sides });
    private static readonly Option<int?> TeacherSize = Recipe.Add(
        new Option<int?>("--teacher-size")
        {
            Description = "Longer side at which the detector also looks at whole photographs, upright and mirrored, to "
                + "teach what it finds there.",
            HelpName = "PX",
        },
        (recipe, side) => recipe with { TeacherSize = side });
    private static readonly Option<double> CleanShare = Recipe.Add(
        new Option<double>("--clean-share")
        {
            Description = "Share of the photographs that are left clean.",
            HelpName = "F",
            DefaultValueFactory = _ => Defaults.CleanShare,
        },
        (recipe, share) => recipe with { CleanShare = share });
    private static readonly Option<double> MosaicShare = Recipe.Add(
        new Option<double>("--mosaic-share")
        {
            Description = "Share of the pictures that are put together of parts of four photographs.",
            HelpName = "F",
            DefaultValueFactory = _ => Defaults.MosaicShare,
        },
        (recipe, share) => recipe with { MosaicShare = share });
    private static readonly Option<bool> Denoise = Recipe.Add(
        new Option<bool>("--denoise")
        {
            Description = "Noise is taken out of pictures that have some, in training and by all that load best.onnx.",
        },
        (recipe, denoise) => recipe with { Denoise = denoise });
    private static readonly Option<double> AnswerWeight = Recipe.Add(
        new Option<double>("--answer-weight")
        {
            Description = "Weight of the scores and boxes that the detector says, beside that of its features, 5.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.AnswerWeight,
        },
        (recipe, weight) => recipe with { AnswerWeight = weight });
    private static readonly Option<double> AllowedLoss = Recipe.Add(
        new Option<double>("--allowed-loss")
        {
            Description = "Average precision that may be lost on clean pictures of --val.",
            HelpName = "F",
            DefaultValueFactory = _ => Defaults.AllowedLoss,
        },
        (recipe, loss) => recipe with { AllowedLoss = loss });
    private static readonly Option<int> Interval = Recipe.Add(
        new Option<int>("--validation-interval")
        {
            Description = "Steps between validations.",
            HelpName = "N",
            DefaultValueFactory = _ => Defaults.ValidationInterval,
        },
        (recipe, interval) => recipe with { ValidationInterval = interval });

    public static Command Create()
    {
        Command command = new(
            "robustify",
            "Makes a detector hold up on poor pictures, without labels: it learns to say of a degraded photograph what "
            + "it says of the photograph.\n"
            + "Example: detsdk robustify yolox.onnx --photos photographs --out runs/robust")
        {
            Model,
        };
        Common.AddTo(
            command,
            [
                Photos, FramesPerClip, Labels, LabelsOnly, Validation, ClassMap, Real, RealClassMap, Degrade,
                InputSizes, TeacherSize, CleanShare, MosaicShare, Denoise, AnswerWeight, AllowedLoss, Interval,
                Common.Patience,
            ]);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string folder = Common.FolderOf(arguments);
        AnnotatedDataSet photographs = Read(arguments, folder, token);
        AnnotatedDataSet? validation = arguments.GetValue(Validation) is { } data
            ? AnnotatedData.Load(data, "val").RequireBoxes(data)
            : null;
        TrainingReport.Introduce(photographs, validation);
        RobustRecipe recipe = Defaults with { Model = arguments.GetRequiredValue(Model) };
        Trainer trainer = Common.IsResumed(arguments)
            ? Trainer.Resume<RobustRecipe>(folder, photographs, validation, run => Recipe.Apply(run, arguments))
            : Trainer.Create(Common.Begin(recipe, arguments), folder, photographs, validation);
        return TrainingReport.Follow(trainer, folder, photographs, validation, token);
    }

    /// <summary>Photographs and frames as one set with the annotated pictures, if any.</summary>
    private static AnnotatedDataSet Read(ParseResult arguments, string folder, CancellationToken token)
    {
        string[] photos = arguments.GetRequiredValue(Photos), labelled = arguments.GetRequiredValue(Labels);
        if (photos.Length + labelled.Length == 0)
            throw new UsageException("There is nothing to learn from; expected --photos or --labels.");
        IEnumerable<AnnotatedDataSet> annotated = labelled.Select(data => AnnotatedSets.Load(data, "train"));
        return photos.Length == 0
            ? AnnotatedSets.Join([.. annotated])
            : AnnotatedSets.Join(
                [new PhotographSources(folder, FramesOf(arguments), token).Read(photos), .. annotated]);
    }

    private static int FramesOf(ParseResult arguments) =>
        arguments.GetValue(FramesPerClip) is int frames and >= 1
            ? frames
            : throw new UsageException(
                $"--frames-per-clip is {arguments.GetValue(FramesPerClip)}; expected at least 1.");
}
