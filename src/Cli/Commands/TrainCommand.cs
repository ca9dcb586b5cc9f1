using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk train aeris</c>: trains a detector that holds up on degraded images.</summary>
internal static class TrainCommand
{
    private const int LeastValidations = 6;
    private const string TrainingSplit = "train", ValidationSplit = "val";

    private static readonly AerisRecipe Defaults = AerisRecipe.Default.FromImageNet(ImageNetEncoder.Path);

    private static readonly (string Word, AerisRecipe Recipe)[] Arms =
    [
        ("clean", AerisRecipe.Clean), ("degraded", AerisRecipe.Degraded), ("aeris-released", AerisRecipe.Released),
        ("aeris", AerisRecipe.Default), ("dual", AerisRecipe.Dual),
    ];

    private static readonly string ArmWeights =
        FormattableString.Invariant($"{AerisRecipe.Default.RestorationWeight} for aeris and ")
        + FormattableString.Invariant($"{AerisRecipe.Released.RestorationWeight} for aeris-released");

    private static readonly TrainingArguments<AerisRecipe> Common = new(Defaults, TrainingLength.Quick);

    private static readonly RecipeOptions<AerisRecipe> Recipe = Common.Recipe;

    private static readonly CropArguments<AerisRecipe> Crop = new(Recipe, Defaults.Augmentation);

    private static readonly Option<string?> Data = new("--data")
    {
        Description =
            "Annotated data set (YOLO, COCO, Pascal VOC), or scenes:N for N rendered scenes. With --resume the run's, "
            + "unless given.",
        HelpName = "DATA",
    };
    private static readonly Option<string?> Teacher = Recipe.Add(
        new Option<string?>("--teacher")
        {
            Description =
                "A detector that is good already: what it finds on the clean photographs, and nobody annotated, joins "
                + "the targets at the weight of its score.",
            HelpName = "FILE",
        },
        (recipe, file) => recipe with { Teacher = file });
    private static readonly Option<int?> TeacherInputSize = Recipe.Add(
        new Option<int?>("--teacher-input-size")
        {
            Description = "Side of the teacher's input, for models of any size; the model's own by default.",
            HelpName = "PX",
        },
        (recipe, side) => recipe with { TeacherInputSize = side });
    private static readonly Option<string?> ClassMap = Recipe.Add(
        new Option<string?>("--class-map")
        {
            Description = "Class of the teacher = class of the data set, where the names differ.",
            HelpName = "A=B,...",
        },
        (recipe, map) => recipe with { ClassMap = map });
    private static readonly Option<string[]> Photos = new("--photos")
    {
        Description = "Folders of further photographs without annotations, for a teacher.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string> Arm = Recipe.Add(
        new Option<string>("--arm")
        {
            Description = "clean, degraded, aeris-released, aeris or dual.",
            HelpName = "ARM",
            DefaultValueFactory = _ => "aeris",
        },
        (recipe, word) => Of(word) is var arm && arm.Degradation is null == recipe.Degradation is null
            ? recipe with { Restoration = arm.Restoration }
            : recipe with { Restoration = arm.Restoration, Degradation = arm.Degradation });
    private static readonly Option<string> Degrade = Recipe.Add(
        new Option<string>("--degrade")
        {
            Description = $"{string.Join(", ", DegradationPipeline.PresetNames)}, or a recipe file.",
            HelpName = "P",
            DefaultValueFactory = _ => "aeris",
        },
        (recipe, preset) => recipe.Degradation is null
            ? recipe
            : recipe with { Degradation = DegradationArguments.Load(preset) });
    private static readonly Option<double?> Epochs = new("--epochs")
    {
        Description = "Passes over the training images, instead of --steps.",
        HelpName = "E",
    };
    private static readonly Option<int?> InputSize = Recipe.Add(
        new Option<int?>("--input-size")
        {
            Description =
                "Side of the square that larger pictures are shrunk into when the model is validated and run, a "
                + "multiple of 32. Default: chosen from the pictures and the size of their objects.",
            HelpName = "PX",
        },
        (recipe, side) => recipe with { InputSize = side });
    private static readonly Option<double> Width = Recipe.Add(
        new Option<double>("--width")
        {
            Description = "Factor on the network's channels.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.Width,
        },
        // ImageNet's encoder and its last stage belong to its width
        (recipe, width) => width == recipe.Width
            ? recipe
            : recipe with { Width = width, LastStageChannels = null, InitialWeights = null });
    private static readonly Option<string?> Start = Recipe.Add(
        new Option<string?>("--start")
        {
            Description =
                "What to start from: folder of a run, ONNX file of a ResNet-18, or none. Default: ImageNet's "
                + "ResNet-18, at width 1.",
            HelpName = "RUN|FILE",
        },
        (recipe, start) => recipe with { InitialWeights = start is "none" or null ? null : Path.GetFullPath(start) });
    private static readonly Option<int?> LastStage = Recipe.Add(
        new Option<int?>("--last-stage")
        {
            Description =
                "Channels of the encoder's last stage; 0: 512 times the width. Default: 96 at width 1, otherwise 0.",
            HelpName = "C",
        },
        (recipe, channels) => recipe with { LastStageChannels = channels is 0 ? null : channels });
    private static readonly Option<double?> Restoration = Recipe.Add(
        new Option<double?>("--restoration-weight")
        {
            Description = $"Weight of the restoration loss. Default: the arm's, {ArmWeights}.",
            HelpName = "R",
        },
        (recipe, weight) => recipe with { RestorationWeight = weight ?? recipe.RestorationWeight });
    private static readonly Option<double?> CleanShare = Recipe.Add(
        new Option<double?>("--clean-share")
        {
            Description = "Share of the batches that are left clean. Default: the arm's, 0.5.",
            HelpName = "F",
        },
        (recipe, share) => recipe with { CleanShare = share ?? recipe.CleanShare });
    private static readonly Option<double?> HoldOut = new("--hold-out")
    {
        Description =
            "Validates on this share of the training images, at most 0.5, instead of the split val, which then "
            + "stays untouched.",
        HelpName = "F",
    };
    private static readonly Option<bool> AllowOverlap = new("--allow-overlap")
    {
        Description = "Validates on training images, where the data set names the same for both.",
    };
    private static readonly Option<int> Interval = Recipe.Add(
        new Option<int>("--validation-interval")
        {
            Description =
                $"Steps between validations. Default: {Defaults.ValidationInterval}, or a sixth of the preset's steps "
                + "where that is less.",
            HelpName = "N",
        },
        (recipe, interval) => recipe with { ValidationInterval = interval });

    public static Command Create()
    {
        Command aeris = new(
            "aeris",
            "Trains AERIS: detection and restoration from degraded images, on one encoder.\n"
            + "Example: detsdk train aeris --data street --out runs/street --epochs 40");
        Common.AddTo(
            aeris,
            [
                Data, Arm, Degrade, .. Crop.Options, InputSize, Width, Start, LastStage, Restoration, CleanShare,
                Teacher, TeacherInputSize, ClassMap, Photos, HoldOut, AllowOverlap, Interval,
                Common.Patience, Epochs,
            ]);
        Arm.Validators.Add(RequireArm);
        Epochs.Validators.Add(RequireLength);
        aeris.Validators.Add(RequireOneLength);
        aeris.Validators.Add(RequireTeacher);
        Common.RequireUnlessResumed(aeris, Data);
        aeris.SetStoppableAction(Run);
        return new Command(
            "train",
            "Trains a detector, or a front-end for one, on your own images.\n"
            + "Example: detsdk train aeris --data street --out runs/street")
        {
            aeris,
            TrainSuperResolutionCommand.Create(),
            TrainFeedbackCommand.Create(),
            TrainSegmentationCommand.Create(),
            TrainRestorationCommand.Create(),
        };
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string folder = Common.FolderOf(arguments);
        bool resume = Common.IsResumed(arguments);
        RunData place = RunData.Of(
            arguments.GetValue(Data), arguments.GetValue(HoldOut), arguments.GetRequiredValue(Photos), folder, resume);
        string data = SceneData.Render(
            place.Data, folder, Common.SeedOf(arguments), Crop.SideOf(arguments));
        (AnnotatedDataSet training, AnnotatedDataSet? validation) = Load(data, place);
        TrainingReport.Introduce(training, validation);
        training.RequireBoxes(data);
        if (validation is not null && !arguments.GetValue(AllowOverlap) && !resume)
            AnnotatedData.RequireApart(data, training, validation);

        if (arguments.GetValue(Teacher) is not null) Console.WriteLine("the teacher looks at the images to train on");
        Trainer trainer = resume
            ? Trainer.Resume<AerisRecipe>(
                folder, training, validation,
                recipe => WithEpochs(Recipe.Apply(recipe, arguments), arguments, training))
            : Trainer.Create(Begin(arguments, training), folder, training, validation);
        place.Write(folder);
        return TrainingReport.Follow(trainer, folder, training, validation, token);
    }

    private static AerisRecipe Begin(ParseResult arguments, AnnotatedDataSet training)
    {
        AerisRecipe arm = Of(arguments.GetRequiredValue(Arm)).FromImageNet(ImageNetEncoder.Path);
        AerisRecipe recipe = WithEpochs(Common.Begin(arm, arguments), arguments, training);
        bool isChosen = IsGiven(Interval) || IsGiven(Common.Steps) || IsGiven(Epochs);
        return isChosen ? recipe : recipe with
        {
            ValidationInterval = Math.Min(recipe.Steps / LeastValidations, recipe.ValidationInterval),
        };

        bool IsGiven(Option option) => arguments.GetResult(option) is { Implicit: false };
    }

    private static AerisRecipe WithEpochs(AerisRecipe recipe, ParseResult arguments, AnnotatedDataSet training) =>
        arguments.GetValue(Epochs) is { } epochs
            ? recipe with { Steps = (int)Math.Ceiling(epochs * training.Images.Count / recipe.BatchSize) }
            : recipe;

    /// <summary>The annotated sets, and to train on also the photographs that only a teacher knows.</summary>
    private static (AnnotatedDataSet Training, AnnotatedDataSet? Validation) Load(string data, RunData place)
    {
        (AnnotatedDataSet training, AnnotatedDataSet? validation) = LoadAnnotated(data, place.HoldOut);
        IEnumerable<AnnotatedImage> photographs =
            place.Photos.SelectMany(folder => UnlabelledDataSet.Read(folder).Images);
        return (training with { Images = [.. training.Images, .. photographs] }, validation);
    }

    private static (AnnotatedDataSet Training, AnnotatedDataSet? Validation) LoadAnnotated(
        string data, double? holdOut)
    {
        if (holdOut is not (null or (> 0 and <= 0.5)))
            throw new UsageException(
                FormattableString.Invariant($"--hold-out is {holdOut}; expected more than 0 and at most 0.5."));
        AnnotatedDataSet training = AnnotatedData.Read(data, TrainingSplit);
        if (holdOut is not { } share) return (training, AnnotatedData.Read(data, ValidationSplit));

        bool IsHeldOut(int i) => Math.Floor((i + 1) * share) > Math.Floor(i * share); // spread evenly
        return (Part(training, (_, i) => !IsHeldOut(i)), Part(training, (_, i) => IsHeldOut(i)));
    }

    private static AnnotatedDataSet Part(AnnotatedDataSet all, Func<AnnotatedImage, int, bool> belongs) =>
        all with { Images = [.. all.Images.Where(belongs)] };

    private static AerisRecipe Of(string arm) =>
        Arms.First(known => string.Equals(known.Word, arm, StringComparison.OrdinalIgnoreCase)).Recipe;

    private static void RequireOneLength(CommandResult verb)
    {
        if (verb.GetResult(Epochs) is { Implicit: false } && verb.GetResult(Common.Steps) is { Implicit: false })
            verb.AddError("--epochs goes without --steps: both say how long the training is.");
    }

    private static void RequireTeacher(CommandResult verb)
    {
        if (verb.GetResult(Photos) is { Implicit: false } && verb.GetResult(Teacher) is null or { Implicit: true }
            && !Common.IsResumed(verb))
            verb.AddError("--photos have no boxes; expected a --teacher to find the objects in them.");
    }

    private static void RequireLength(OptionResult argument)
    {
        if (argument.GetValueOrDefault<double?>() is { } epochs && !(epochs > 0 && double.IsFinite(epochs)))
            argument.AddError(FormattableString.Invariant($"--epochs is {epochs}; expected more than 0."));
    }

    private static void RequireArm(OptionResult argument)
    {
        if (argument.Tokens is [{ Value: var text }]
            && !Arms.Any(known => string.Equals(known.Word, text, StringComparison.OrdinalIgnoreCase)))
            argument.AddError($"--arm is '{text}'; expected clean, degraded, aeris-released, aeris or dual.");
    }
}
