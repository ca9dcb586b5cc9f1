using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// The options that every training verb has: where the run lies, how long it is, how it draws and computes. A verb adds
/// those of its recipe to <see cref="Recipe"/>.
/// </summary>
internal sealed class TrainingArguments<TRecipe>
    where TRecipe : TrainingRecipe
{
    private readonly Option<string> _out;
    private readonly Option<TrainingLength> _preset;
    private readonly Option<int> _seed;
    private readonly Option<bool> _resume = new("--resume")
    {
        Description =
            "Continues the run in --out. Options that are given are applied where a run that has begun can take them: "
            + "steps, learning rate, weights of losses, intervals, threads.",
    };
    private readonly Option[] _length;

    /// <param name="defaults">The recipe of a new run; its values are the defaults.</param>
    /// <param name="preset">How long a run is unless said otherwise.</param>
    /// <param name="result">What <c>--out</c> means. Default: the folder of the run.</param>
    public TrainingArguments(
        TRecipe defaults, TrainingLength preset, (string Name, string Description)? result = null)
    {
        (string name, string description) =
            result ?? ("RUN", "Folder of the run; best.onnx in it is the result.");
        _out = new Option<string>("--out", "-o") { Description = description, HelpName = name, Required = true };
        _preset = new Option<TrainingLength>("--preset")
        {
            Description = string.Join(
                ", ",
                Enum.GetValues<TrainingLength>().Select(
                    length => $"{length.ToString().ToLowerInvariant()}: {StepsOf(defaults, length)} steps"))
                + ".",
            HelpName = "quick|standard|long",
            DefaultValueFactory = _ => preset,
        };
        Steps = Recipe.AddCommon(
            new Option<int>("--steps")
            {
                Description = "Training steps, instead of the preset's. With --resume the new end of the run.",
                HelpName = "N",
            },
            (recipe, steps) => recipe with { Steps = steps });
        Option<int> batch = Recipe.AddCommon(
            new Option<int>("--batch")
            {
                Description = "Images per step.",
                HelpName = "B",
                DefaultValueFactory = _ => defaults.BatchSize,
            },
            (recipe, size) => recipe with { BatchSize = size });
        Option<double> rate = Recipe.AddCommon(
            new Option<double>("--learning-rate")
            {
                Description = "Largest learning rate.",
                HelpName = "R",
                DefaultValueFactory = _ => defaults.LearningRate,
            },
            (recipe, largest) => recipe with { LearningRate = largest });
        _seed = Recipe.AddCommon(
            new Option<int>("--seed") { Description = "Fixes every draw.", HelpName = "N" },
            (recipe, seed) => recipe with { Seed = seed });
        Option<int> threads = Recipe.AddCommon(
            new Option<int>("--threads")
            {
                Description = "Threads to compute with; 0 takes all cores.",
                HelpName = "T",
            },
            (recipe, count) => recipe with { Threads = count });
        Patience = Recipe.AddCommon(
            new Option<int?>("--patience")
            {
                Description = "Ends the training after so many validations in a row without a better one. Default: no.",
                HelpName = "N",
            },
            (recipe, validations) => recipe with { Patience = validations });
        _length = [_preset, Steps, batch, rate, _seed, threads, _resume];
    }

    /// <summary>What the options change in a recipe.</summary>
    public RecipeOptions<TRecipe> Recipe { get; } = new();

    /// <summary>The option <c>--steps</c>.</summary>
    public Option<int> Steps { get; }

    /// <summary>The option <c>--patience</c>, for verbs that validate.</summary>
    public Option<int?> Patience { get; }

    /// <summary>The recipe of a new run: as long as the preset says, with all options that are given.</summary>
    public TRecipe Begin(TRecipe recipe, ParseResult arguments) => Recipe.Apply(
        (TRecipe)((TrainingRecipe)recipe with { Steps = StepsOf(recipe, arguments.GetValue(_preset)) }), arguments);

    /// <summary>Trains a new run, or the one that is resumed, of a recipe that validates nothing.</summary>
    /// <param name="defaults">The recipe of a new run.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="place">Where the run's data lies.</param>
    /// <param name="training">What is trained on.</param>
    /// <param name="token">Ends the training after the step in progress.</param>
    public int Train(
        TRecipe defaults, ParseResult arguments, RunData place, AnnotatedDataSet training, CancellationToken token)
    {
        string folder = FolderOf(arguments);
        TrainingReport.Introduce(training, validation: null);
        Trainer trainer = IsResumed(arguments)
            ? Trainer.Resume<TRecipe>(folder, training, null, recipe => Recipe.Apply(recipe, arguments))
            : Trainer.Create(Begin(defaults, arguments), folder, training, null);
        place.Write(folder);
        return TrainingReport.Follow(trainer, folder, training, validation: null, token);
    }

    /// <summary>Adds a verb's own options, and the common ones before and after them.</summary>
    public void AddTo(Command command, params ReadOnlySpan<Option> own)
    {
        foreach (Option option in (Option[])[_out, .. own, .. _length]) command.Options.Add(option);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(_preset) is not { Implicit: false }) return;
            if (parsed.GetValue(_resume))
                parsed.AddError("--preset is for new runs; --steps sets a new end of this one.");
            else if (parsed.GetResult(Steps) is { Implicit: false })
                parsed.AddError("--preset goes without --steps: both say how long the training is.");
        });
    }

    /// <summary>Makes an option required, unless the run is resumed.</summary>
    public void RequireUnlessResumed(Command command, Option option) => command.Validators.Add(parsed =>
    {
        if (parsed.GetResult(option) is null && !parsed.GetValue(_resume))
            parsed.AddError($"Option '{option.Name}' is required.");
    });

    /// <summary>Folder of the run, or whatever <c>--out</c> means.</summary>
    public string FolderOf(ParseResult arguments) => arguments.GetRequiredValue(_out);

    /// <summary>Whether a run that exists goes on.</summary>
    public bool IsResumed(ParseResult arguments) => arguments.GetValue(_resume);

    /// <summary>The same, while a command line is checked.</summary>
    public bool IsResumed(System.CommandLine.Parsing.CommandResult arguments) => arguments.GetValue(_resume);

    /// <summary>The seed.</summary>
    public int SeedOf(ParseResult arguments) => arguments.GetValue(_seed);

    private static int StepsOf(TRecipe recipe, TrainingLength length) => length switch
    {
        TrainingLength.Quick => recipe.Steps * 15 / 100,
        TrainingLength.Long => recipe.Steps * 4,
        _ => recipe.Steps,
    };
}
