using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using DetectionSdk.Training;

namespace DetectionSdk.Cli.Commands;

/// <summary>
/// <c>detsdk overfit CLIP</c>: fits small networks to one clip, so that a low-resolution copy and their weights stand
/// for it.
/// </summary>
internal static class OverfitCommand
{
    private const string RunSuffix = ".run", LowClipName = "low";

    private static readonly VideoOverfittingRecipe Defaults = new() { Clip = "clip", LowClip = "low" };

    private static readonly TrainingArguments<VideoOverfittingRecipe> Common = new(
        Defaults, TrainingLength.Standard,
        ("BUNDLE", $"The bundle to write, a zip file; the run is kept beside it, in BUNDLE{RunSuffix}."));

    private static readonly Argument<string> Clip = new("CLIP") { Description = "A video file." };
    private static readonly Option<int> Scale = Common.Recipe.Add(
        new Option<int>("--scale")
        {
            Description = "Factor by which the clip is shrunk, and enlarged again.",
            HelpName = "S",
            DefaultValueFactory = _ => Defaults.Network.Scale,
        },
        (recipe, scale) => recipe with { Network = recipe.Network with { Scale = scale } });
    private static readonly Option<int> Chunks = Common.Recipe.Add(
        new Option<int>("--chunks")
        {
            Description = "Networks, each for its part of the patches; with --joint parts that one network sees.",
            HelpName = "K",
            DefaultValueFactory = _ => Defaults.Chunks,
        },
        (recipe, chunks) => recipe with { Chunks = chunks });
    private static readonly Option<ChunkRule> Rule = Common.Recipe.Add(
        new Option<ChunkRule>("--by")
        {
            Description = "quality (what bicubic enlargement loses), energy (of the cosine transform), time or random.",
            HelpName = "RULE",
            DefaultValueFactory = _ => Defaults.Rule,
        },
        (recipe, rule) => recipe with { Rule = rule });
    private static readonly Option<bool> Joint = Common.Recipe.Add(
        new Option<bool>("--joint") { Description = "One network for all, which sees difficult patches more often." },
        (recipe, joint) => recipe with { Joint = joint });
    private static readonly Option<double> Width = Common.Recipe.Add(
        new Option<double>("--width")
        {
            Description = "Factor on the networks' 64 channels.",
            HelpName = "W",
            DefaultValueFactory = _ => Defaults.Network.Width,
        },
        (recipe, width) => recipe with { Network = recipe.Network with { Width = width } });
    private static readonly Option<int?> Depth = Common.Recipe.Add(
        new Option<int?>("--depth")
        {
            Description = "Blocks of the networks.",
            HelpName = "D",
            DefaultValueFactory = _ => Defaults.Network.Depth,
        },
        (recipe, depth) => recipe with { Network = recipe.Network with { Depth = depth } });
    private static readonly Option<int> Patch = Common.Recipe.Add(
        new Option<int>("--patch")
        {
            Description = "Side of the patches, in pixels of the shrunk clip.",
            HelpName = "PX",
            DefaultValueFactory = _ => Defaults.PatchSize,
        },
        (recipe, side) => recipe with { PatchSize = side });
    private static readonly Option<WeightFormat> Weights = Common.Recipe.Add(
        new Option<WeightFormat>("--weights")
        {
            Description = "How they lie in the bundle: half (two bytes each) or byte (one).",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => Defaults.Weights,
        },
        (recipe, format) => recipe with { Weights = format });
    private static readonly Option<int> RateFactor = new("--rate-factor")
    {
        Description = "Quality of the shrunk clip, H.264's constant rate factor, 0 (best) to 51.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<string?> Low = new("--low")
    {
        Description = "The shrunk clip, coded already, of as many frames. Default: it is made, which takes ffmpeg.",
        HelpName = "FILE",
    };
    private static readonly Option<bool> Measure = new("--measure")
    {
        Description = "Trains nothing, and only measures the bundle, which exists.",
    };

    public static Command Create()
    {
        Command command = new(
            "overfit",
            "Fits networks to a clip and writes them with its shrunk copy, which enhance plays in the clip's size.\n"
            + "Example: detsdk overfit clip.mp4 --scale 2 --out clip.zip") { Clip };
        Common.AddTo(command, [Scale, Chunks, Rule, Joint, Width, Depth, Patch, Weights, RateFactor, Low, Measure]);
        RateFactor.Validators.Add(RequireRateFactor);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string clip = arguments.GetRequiredValue(Clip), bundle = Common.FolderOf(arguments), run = bundle + RunSuffix;
        if (!arguments.GetValue(Measure))
        {
            int exitCode = Train(arguments, clip, bundle, run, token);
            if (exitCode != ExitCode.Success) return exitCode;
        }
        new ClipReport(clip, bundle).Print(token);
        return ExitCode.Success;
    }

    private static int Train(ParseResult arguments, string clip, string bundle, string run, CancellationToken token)
    {
        string? given = arguments.GetValue(Low);
        string low = Path.Combine(run, LowClipName + (given is null ? ".mp4" : Path.GetExtension(given)));
        bool resume = Common.IsResumed(arguments);
        VideoOverfittingRecipe recipe = Common.Begin(Defaults with { Clip = clip, LowClip = low }, arguments);
        if (!resume) RequireNew(low);
        if (!resume && given is not null) Copy(given, low);
        else if (!resume) Shrink(clip, low, recipe.Network.Scale, arguments.GetValue(RateFactor), token);
        AnnotatedDataSet nothing = new([], []);
        Trainer trainer = resume
            ? Trainer.Resume<VideoOverfittingRecipe>(
                run, nothing, null, before => Common.Recipe.Apply(before, arguments))
            : Trainer.Create(recipe, run, nothing, null);
        int exitCode = TrainingReport.Follow(trainer, run, nothing, validation: null, token);
        if (exitCode != ExitCode.Success) return exitCode;
        byte[] written = File.ReadAllBytes(Path.Combine(run, VideoOverfittingRecipe.BundleFile));
        AtomicFile.Write(bundle, stream => stream.Write(written));
        return ExitCode.Success;
    }

    private static void RequireNew(string low)
    {
        if (File.Exists(low))
            throw new TrainingException(
                $"'{low}' exists: the run was begun. Continue it with --resume, or choose another bundle.");
    }

    private static void Copy(string given, string low)
    {
        if (!File.Exists(given)) throw new UsageException($"--low is '{given}', which does not exist.");
        byte[] clip = File.ReadAllBytes(given);
        AtomicFile.Write(low, stream => stream.Write(clip));
    }

    private static void Shrink(string clip, string low, int scale, int rateFactor, CancellationToken token)
    {
        if (scale < 1) return; // the recipe refuses it
        Directory.CreateDirectory(Path.GetDirectoryName(low)!);
        (int frames, OpenCvSharp.Size size) = LowResolutionClip.Write(clip, low, scale, rateFactor, token);
        Console.WriteLine($"{frames} frames of {size.Width} x {size.Height}: {new FileInfo(low).Length} bytes");
    }

    private static void RequireRateFactor(OptionResult result)
    {
        if (result.Tokens is [Token token] && int.TryParse(token.Value, out int factor) && factor is < 0 or > 51)
            result.AddError($"--rate-factor is {token.Value}; expected 0 to 51.");
    }
}
