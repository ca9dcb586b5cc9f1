using System.Collections.Concurrent;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Degrades the images of a folder into another one, on all cores, and records every plan in <c>plans.jsonl</c>. Files
/// appear whole or not at all, and a job that was interrupted continues where it stopped. Outputs do not depend on the
/// number of threads or on interruptions.
/// </summary>
/// <param name="inputRoot">Folder that sources are relative to. Only read.</param>
/// <param name="outputRoot">Folder that outputs are relative to; made if absent.</param>
public sealed class DegradationJob(string inputRoot, string outputRoot)
{
    /// <summary>Name of the file of records in the output folder.</summary>
    public const string PlansFile = "plans.jsonl";

    /// <summary>
    /// Gives the pixels of the image with an index, 8-bit BGR, disposed here. Default null: the source of the item is
    /// read, as <see cref="ImageFile.Read"/> does.
    /// </summary>
    public Func<int, Mat>? Pictures { get; init; }

    /// <summary>
    /// How many degraded copies the items hold of each image, one after the other: item i is copy i % copies of image i
    /// / copies. Default 1.
    /// </summary>
    public int Copies { get; init; } = 1;

    /// <summary>
    /// The part of the job that is done here, beside the other parts in the same output folder, with records of its own
    /// (<see cref="PlansFileOf"/>). Default null: all of it. The job without a part comes last: it takes over the
    /// records of the parts, does what they left, and leaves what a job in one piece leaves, to the byte.
    /// </summary>
    public Shard? Shard { get; init; }

    /// <summary>Name of the file of records of one part in the output folder; of all of it for null.</summary>
    public static string PlansFileOf(Shard? shard) => shard is null ? PlansFile : $"plans.{shard.FileName}.jsonl";

    /// <summary>
    /// Draws a plan per image and applies it. Images that <c>plans.jsonl</c> says are done are not done again.
    /// </summary>
    /// <param name="items">
    /// The images. What the i-th draws depends on the seed and i alone, also where copies are made.
    /// </param>
    /// <param name="pipeline">What the plans are drawn from.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>
    /// The images that failed, also those that another pipeline or seed already wrote there; all others are done.
    /// </returns>
    /// <exception cref="DegradationException">
    /// An output lies outside the output folder, is an input, or is that of two images.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written, or another job is writing to it.</exception>
    public IReadOnlyList<DegradationFailure> Run(
        IReadOnlyList<DegradationItem> items, DegradationPipeline pipeline, long seed, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        DegradationAugmentation draws = new(pipeline, seed);
        return Run(
            items, (index, size) => draws.Sample(epoch: index % Copies, index / Copies, size), progress,
            cancellationToken);
    }

    /// <summary>Applies recorded plans again: the outputs are those of the recorded job to the byte.</summary>
    /// <param name="records">The records, from <see cref="DegradationRecord.ReadAll"/>.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>The images that failed.</returns>
    /// <exception cref="DegradationException">
    /// An output lies outside the output folder, is an input, or is that of two images.
    /// </exception>
    /// <exception cref="IOException">The folder cannot be written, or another job is writing to it.</exception>
    public IReadOnlyList<DegradationFailure> Replay(
        IReadOnlyList<DegradationRecord> records, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Run([.. records.Select(r => r.Item)], (index, _) => records[index].Plan, progress, cancellationToken);
    }

    private DegradationFailure[] Run(
        IReadOnlyList<DegradationItem> items, Func<int, Size, DegradationPlan> planOf, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        RequireApart(items);
        Directory.CreateDirectory(outputRoot);
        using PlanLog log = PlanLog.Open(outputRoot, Shard);
        ConcurrentBag<DegradationFailure> failures = [];
        int done = 0;
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        int[] own = [.. Enumerable.Range(0, items.Count).Where(index => Shard?.Holds(index) ?? true)];
        Parallel.ForEach(own, parallel, index =>
        {
            DegradationFailure? failure = TryDegrade(items[index], index, size => planOf(index, size), log);
            if (failure is not null) failures.Add(failure);
            progress?.Report(Interlocked.Increment(ref done));
        });
        log.Sort(items);
        return [.. failures.OrderBy(f => f.Item.Source, StringComparer.Ordinal)];
    }

    private void RequireApart(IReadOnlyList<DegradationItem> items)
    {
        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        HashSet<string> inputs =
            [.. items.Select(item => Path.GetFullPath(Path.Combine(inputRoot, item.Source)))];
        foreach (DegradationItem item in items)
        {
            string output = Resolve(outputRoot, item.Output);
            OutputFile.RequireApart(Path.Combine(inputRoot, item.Source), output);
            if (inputs.Contains(output))
                throw new DegradationException(
                    $"The output '{output}' of '{item.Source}' is another input; choose another output folder.");
            if (!sources.TryAdd(output, item.Source))
                throw new DegradationException(
                    $"'{sources[output]}' and '{item.Source}' have one output, '{item.Output}'; expected one for "
                    + "each.");
        }
    }

    // Steps are open to users, so anything may be thrown here; it is the failure of this image, not of the job.
    private DegradationFailure? TryDegrade(
        DegradationItem item, int index, Func<Size, DegradationPlan> planOf, PlanLog log)
    {
        string source = Path.Combine(inputRoot, item.Source), output = Resolve(outputRoot, item.Output);
        try
        {
            Degrade(item, index, output, planOf, log);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            bool isExpected = error is DetectionSdkException or IOException or UnauthorizedAccessException;
            string reason = isExpected ? error.Message : $"{error.GetType().Name}: {error.Message}";
            return new DegradationFailure(
                item, reason.Contains(source, StringComparison.Ordinal) ? reason : $"'{source}': {reason}");
        }
    }

    private void Degrade(
        DegradationItem item, int index, string output, Func<Size, DegradationPlan> planOf, PlanLog log)
    {
        DegradationPlan? earlier = log.Find(item);
        if (earlier is not null) RequireSame(planOf(earlier.InputSize));
        if (earlier is null || !File.Exists(output))
        {
            using Mat image = Pictures?.Invoke(index)
                ?? ImageFile.Read(Path.Combine(inputRoot, item.Source), item.Orientation);
            DegradationPlan plan = planOf(image.Size());
            RequireSame(plan);
            using Mat degraded = plan.Apply(image);
            AtomicFile.Write(output, stream => stream.Write(degraded.ToBytes(Path.GetExtension(output))));
            earlier = plan;
        }
        log.Add(new DegradationRecord(item, earlier));

        void RequireSame(DegradationPlan plan)
        {
            if (earlier is not null && earlier.ToJson() != plan.ToJson())
                throw new DegradationException(
                    $"'{output}' was made by another pipeline or seed; choose another output folder.");
        }
    }

    private static string Resolve(string root, string relative)
    {
        string full = Path.GetFullPath(Path.Combine(root, relative));
        return full.StartsWith(
            Path.GetFullPath(root).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal)
            ? full
            : throw new DegradationException($"The output '{relative}' lies outside the output folder '{root}'.");
    }
}
