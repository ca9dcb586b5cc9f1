using System.CommandLine;
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
        "Images, folders or patterns; or one annotated data set (YOLO, COCO, Pascal VOC); or one clip.");
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Folder of the copies and of plans.jsonl.",
        HelpName = "DIR",
        Required = true,
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

    public static Command Create()
    {
        Command command = new(
            "degrade",
            "Makes low-quality copies of images, annotated data sets and clips.\n"
            + "Example: detsdk degrade street --out street-low --preset coco-d --seed 1 --sheet sheet.png")
            { Inputs, Out, Preset, Recipe, Seed, Split, Replay, Sheet };
        command.Validators.Add(result =>
        {
            int sources = ((Option[])[Preset, Recipe, Replay])
                .Count(option => result.GetResult(option) is { Implicit: false });
            if (sources != 1) result.AddError("Expected one of --preset, --recipe and --replay.");
        });
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string[] inputs = arguments.GetRequiredValue(Inputs);
        string output = arguments.GetRequiredValue(Out);
        IReadOnlyList<DegradationFailure> failures =
            arguments.GetValue(Replay) is { } plans ? ReplayPlans(inputs[0], output, plans, token)
            : inputs is [string clip] && ClipRewriter.IsClip(clip)
                ? DegradeClip(clip, output, Pipeline(arguments), arguments.GetValue(Seed), token)
            : inputs is [string data] && IsDataSet(data) ? DegradeDataSet(data, output, arguments, token)
            : DegradeImages(inputs, output, Pipeline(arguments), arguments.GetValue(Seed), token);

        foreach (DegradationFailure failure in failures) CommandRunner.Report(failure.Reason);
        if (arguments.GetValue(Sheet) is { } sheet) DrawSheet(output, SourceRoot(inputs, arguments), sheet);
        return failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static IReadOnlyList<DegradationFailure> DegradeImages(
        string[] inputs, string output, DegradationPipeline pipeline, long seed, CancellationToken token)
    {
        IReadOnlyList<string> files = ImageInputs.Expand(inputs);
        string root = ImageInputs.Root(inputs);
        string[] names =
            [.. files.Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))];
        DegradationItem[] items =
        [
            .. names.Zip(
                OutputNames.WithExtension(names, ".png"), (name, written) => new DegradationItem(name, written))
        ];
        DegradationJob job = new(root, output);
        IReadOnlyList<DegradationFailure> failures = ProgressBar.Run(
            "degrading", items.Length, advance => job.Run(items, pipeline, seed, new Advance(advance), token));
        ReportCount(items.Length - failures.Count);
        return failures;
    }

    private static IReadOnlyList<DegradationFailure> DegradeDataSet(
        string data, string output, ParseResult arguments, CancellationToken token)
    {
        string split = arguments.GetRequiredValue(Split);
        AnnotatedDataSet dataSet = AnnotatedData.Load(data, split);
        DegradedDataSet copy = ProgressBar.Run("degrading", dataSet.Images.Count, advance =>
            DegradedDataSet.Write(
                dataSet, FolderOf(data), output, split, Pipeline(arguments), arguments.GetValue(Seed),
                new Advance(advance), token));
        Console.WriteLine(
            $"{copy.Written.Images.Count} images, {copy.Written.BoxCount} boxes, {copy.VanishedBoxes} of them "
            + "smaller than a pixel now");
        return copy.Failures;
    }

    private static DegradationFailure[] DegradeClip(
        string clip, string output, DegradationPipeline pipeline, long seed, CancellationToken token)
    {
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
        string input, string output, string plans, CancellationToken token)
    {
        IReadOnlyList<DegradationRecord> records = DegradationRecord.ReadAll(plans);
        string root = FolderOf(input);
        if (records is [{ } only] && ClipRewriter.IsClip(only.Item.Source))
            return DegradeClip(Path.Combine(root, only.Item.Source), output, only.Item, _ => only.Plan, token);
        IReadOnlyList<DegradationFailure> failures = ProgressBar.Run(
            "replaying", records.Count,
            advance => new DegradationJob(root, output).Replay(records, new Advance(advance), token));
        ReportCount(records.Count - failures.Count);
        return failures;
    }

    private static void ReportCount(int images) => Console.WriteLine(images == 1 ? "1 image" : $"{images} images");

    private static void DrawSheet(string output, string sourceRoot, string path)
    {
        List<(Mat, DegradationPlan, Mat)> pairs = [];
        foreach (DegradationRecord record in
            DegradationRecord.ReadAll(Path.Combine(output, DegradationJob.PlansFile))
                .Where(r => !ClipRewriter.IsClip(r.Item.Source)).Take(SheetPairs))
            pairs.Add(
                (
                    ImageFile.Read(Path.Combine(sourceRoot, record.Item.Source), record.Item.Orientation), record.Plan,
                    ImageFile.Read(Path.Combine(output, record.Item.Output))));
        using Mat sheet = ContactSheet.Draw(pairs);
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
