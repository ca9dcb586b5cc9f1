using System.CommandLine;
using System.CommandLine.Parsing;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk degrade INPUT</c>: makes low-quality copies of images, annotated data sets and clips.</summary>
internal static class DegradeCommand
{
    private const int SheetPairs = 12;

    private static readonly Argument<string[]> Inputs = ImageInputs.CreateArgument(
        "Images, folders or patterns; or one annotated data set (YOLO, COCO, Pascal VOC); or one clip.",
        ArgumentArity.ZeroOrMore);
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder of the copies and of plans.jsonl.",
        HelpName = "DIR",
    };
    private static readonly Option<string?> Preset = new("--preset", "-p")
    {
        Description = string.Join(", ", DegradationPipeline.PresetNames) + ".",
        HelpName = "P",
    };
    private static readonly Option<string?> Recipe = new("--recipe")
    {
        Description = "Your own pipeline as JSON.",
        HelpName = "FILE",
    };
    private static readonly Option<long> Seed = DegradationArguments.Seed();
    private static readonly Option<string> Split = new("--split")
    {
        Description = "Split of a data set.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "val",
    };
    private static readonly Option<string?> Replay = new("--replay")
    {
        Description = "Applies the plans of an earlier job again; INPUT is the folder that job read.",
        HelpName = "FILE",
    };
    private static readonly Option<string?> Sheet = new("--sheet")
    {
        Description = "Draws clean and degraded images side by side.",
        HelpName = "PNG",
    };
    private static readonly Option<int> SheetWidth = new("--sheet-width")
    {
        Description = "What wider pictures on the sheet are shrunk to; narrower ones keep their pixels.",
        HelpName = "PX",
        DefaultValueFactory = _ => 640,
    };
    private static readonly Option<int> Copies = new("--copies")
    {
        Description = "Degraded copies of each image.",
        HelpName = "K",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<Shard?> Part = ShardArgument.Create(
        "all into one folder, and the same command without --shard then puts them together.");
    private static readonly Option<bool> Stream = new("--stream")
    {
        Description =
            "Takes pictures from stdin and writes them to stdout, for programs in other languages; see the guide.",
    };

    public static Command Create()
    {
        Command command = new(
            "degrade",
            "Makes low-quality copies of images, annotated data sets and clips.\n"
            + "Example: detsdk degrade street --out street-low --preset coco-d --seed 1 --sheet sheet.png")
            { Inputs, Out, Preset, Recipe, Seed, Copies, Split, Replay, Sheet, SheetWidth, Part, Stream };
        command.Validators.Add(result =>
        {
            foreach (string fault in Faults(result)) result.AddError(fault);
        });
        command.SetStoppableAction(Run);
        return command;
    }

    private static IEnumerable<string> Faults(CommandResult result)
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        if (((Option[])[Preset, Recipe, Replay]).Count(IsGiven) != 1)
            yield return "Expected one of --preset, --recipe and --replay.";
        if (result.GetResult(Copies) is { } copies && copies.GetValueOrDefault<int>() < 1)
            yield return $"--copies is {copies.GetValueOrDefault<int>()}; expected at least 1.";
        if (IsGiven(Part) && IsGiven(Sheet))
            yield return "--sheet goes without --shard: with the command that ends it.";
        if (IsGiven(SheetWidth) && !IsGiven(Sheet)) yield return "--sheet-width goes with --sheet.";
        if (result.GetResult(SheetWidth)?.GetValueOrDefault<int>() is { } width
            and not (>= ContactSheet.LeastWidth and <= ContactSheet.LargestWidth))
            yield return $"--sheet-width is {width}; expected {ContactSheet.LeastWidth} to "
                + $"{ContactSheet.LargestWidth}.";
        if (IsGiven(Replay) && IsGiven(Copies)) yield return "--copies goes without --replay, whose plans say it.";
        bool hasInputs = result.GetResult(Inputs) is { Tokens.Count: > 0 };
        if (IsGiven(Stream))
        {
            if (hasInputs || ((Option[])[Out, Copies, Split, Replay, Sheet, Part]).Any(IsGiven))
                yield return "--stream goes with --preset or --recipe, and --seed, alone.";
            yield break;
        }
        if (!hasInputs) yield return $"INPUT is missing: {Inputs.Description}";
        if (!IsGiven(Out)) yield return "Option '--out' is required.";
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        if (arguments.GetValue(Stream)) return Answer(arguments, token);
        string[] inputs = arguments.GetRequiredValue(Inputs);
        string output = arguments.GetRequiredValue(Out);
        IReadOnlyList<DegradationFailure> failures =
            arguments.GetValue(Replay) is { } plans ? ReplayPlans(inputs[0], output, plans, arguments, token)
            : inputs is [string clip] && ClipRewriter.IsClip(clip) ? DegradeClip(clip, output, arguments, token)
            : inputs is [string data] && IsDataSet(data) ? DegradeDataSet(data, output, arguments, token)
            : DegradeImages(inputs, output, arguments, token);

        foreach (DegradationFailure failure in failures) CommandRunner.Report(failure.Reason);
        if (arguments.GetValue(Sheet) is { } sheet)
            DrawSheet(output, SourceRoot(inputs, arguments), sheet, arguments.GetValue(SheetWidth));
        return failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static int Answer(ParseResult arguments, CancellationToken token)
    {
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        new StreamDegradation(Pipeline(arguments), arguments.GetValue(Seed)).Run(input, output, token);
        return ExitCode.Success;
    }

    private static IReadOnlyList<DegradationFailure> DegradeImages(
        string[] inputs, string output, ParseResult arguments, CancellationToken token)
    {
        int copies = arguments.GetValue(Copies);
        Shard? shard = arguments.GetValue(Part);
        IReadOnlyList<string> files = ImageInputs.Expand(inputs);
        string root = ImageInputs.Root(inputs);
        string[] names =
            [.. files.Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))];
        DegradationItem[] items =
        [
            .. OutputNames.WithExtension(names, ".png", copies).Select(
                (written, index) => new DegradationItem(names[index / copies], written))
        ];
        DegradationJob job = new(root, output) { Copies = copies, Shard = shard };
        IReadOnlyList<DegradationFailure> failures = ProgressBar.Run(
            "degrading", Count(items.Length, shard), advance => job.Run(
                items, Pipeline(arguments), arguments.GetValue(Seed), new Advance(advance), token));
        ReportCount(Count(items.Length, shard) - failures.Count);
        return failures;
    }

    private static IReadOnlyList<DegradationFailure> DegradeDataSet(
        string data, string output, ParseResult arguments, CancellationToken token)
    {
        string split = arguments.GetRequiredValue(Split);
        AnnotatedDataSet dataSet = AnnotatedData.Load(data, split);
        int copies = arguments.GetValue(Copies);
        Shard? shard = arguments.GetValue(Part);
        int images = Count(copies * dataSet.Images.Count, shard);
        DegradedDataSet copy = ProgressBar.Run("degrading", images, advance =>
            DegradedDataSet.Write(
                dataSet, FolderOf(data), output, split, Pipeline(arguments), arguments.GetValue(Seed), copies, shard,
                new Advance(advance), token));
        string others = dataSet.Split is { } name ? $"; of split {name}, see --split" : "";
        Console.WriteLine(
            $"{copy.Written.Images.Count} images, {copy.Written.BoxCount} boxes, {copy.VanishedBoxes} of them "
            + $"smaller than a pixel now{others}");
        return copy.Failures;
    }

    private static DegradationFailure[] DegradeClip(
        string clip, string output, ParseResult arguments, CancellationToken token)
    {
        if (arguments.GetValue(Part) is not null || arguments.GetValue(Copies) > 1)
            throw new UsageException("--shard and --copies are for images: a clip is one, with one plan.");
        DegradationPipeline pipeline = Pipeline(arguments);
        long seed = arguments.GetValue(Seed);
        DegradationItem item = new(
            Path.GetFileName(clip), Path.ChangeExtension(Path.GetFileName(clip), ClipRewriter.Extension));
        return DegradeClip(clip, output, item, size => pipeline.Sample(seed, size), token);
    }

    private static DegradationFailure[] DegradeClip(
        string clip, string output, DegradationItem item, Func<Size, DegradationPlan> planOf, CancellationToken token)
    {
        Directory.CreateDirectory(output);
        (DegradationPlan plan, int frames, string? problem) =
            ClipDegradation.Run(clip, Path.Combine(output, item.Output), planOf, cancellationToken: token);
        AtomicFile.Write(
            Path.Combine(output, DegradationJob.PlansFile),
            stream =>
                stream.Write(System.Text.Encoding.UTF8.GetBytes(new DegradationRecord(item, plan).ToJson() + "\n")));
        if (problem is not null) CommandRunner.Report(problem);
        Console.WriteLine($"{frames} frames, {plan.OutputSize.Width} x {plan.OutputSize.Height}");
        return [];
    }

    private static IReadOnlyList<DegradationFailure> ReplayPlans(
        string input, string output, string plans, ParseResult arguments, CancellationToken token)
    {
        Shard? shard = arguments.GetValue(Part);
        IReadOnlyList<DegradationRecord> records = DegradationRecord.ReadAll(plans);
        string root = FolderOf(input);
        if (records is [{ } only] && ClipRewriter.IsClip(only.Item.Source))
            return DegradeClip(Path.Combine(root, only.Item.Source), output, only.Item, _ => only.Plan, token);
        DegradationJob job = new(root, output) { Shard = shard };
        IReadOnlyList<DegradationFailure> failures = ProgressBar.Run(
            "replaying", Count(records.Count, shard), advance => job.Replay(records, new Advance(advance), token));
        ReportCount(Count(records.Count, shard) - failures.Count);
        return failures;
    }

    private static int Count(int images, Shard? shard) =>
        shard is null ? images : Enumerable.Range(0, images).Count(shard.Holds);

    private static void ReportCount(int images) => Console.WriteLine(images == 1 ? "1 image" : $"{images} images");

    private static void DrawSheet(string output, string sourceRoot, string path, int width)
    {
        List<(Mat, DegradationPlan, Mat)> pairs = [];
        foreach (DegradationRecord record in
            DegradationRecord.ReadAll(Path.Combine(output, DegradationJob.PlansFile))
                .Where(r => !ClipRewriter.IsClip(r.Item.Source)).Take(SheetPairs))
            pairs.Add(
                (
                    ImageFile.Read(Path.Combine(sourceRoot, record.Item.Source), record.Item.Orientation), record.Plan,
                    ImageFile.Read(Path.Combine(output, record.Item.Output))));
        using Mat sheet = ContactSheet.Draw(pairs, width);
        AtomicFile.Write(path, stream => sheet.WriteToStream(stream));
        foreach ((Mat clean, _, Mat degraded) in pairs)
        {
            clean.Dispose();
            degraded.Dispose();
        }
    }

    private static DegradationPipeline Pipeline(ParseResult arguments) =>
        arguments.GetValue(Recipe) is { } recipe
            ? DegradationRecipe.Load(recipe)
            : DegradationPipeline.FromPreset(arguments.GetValue(Preset)!);

    private static string SourceRoot(string[] inputs, ParseResult arguments) =>
        arguments.GetValue(Replay) is null && !(inputs is [string data] && IsDataSet(data))
            ? ImageInputs.Root(inputs)
            : FolderOf(inputs[0]);

    private static bool IsDataSet(string path) => AnnotatedDataSet.IsAt(path);

    private static string FolderOf(string path) =>
        Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
}
