using System.Collections.Concurrent;
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

    private readonly ConcurrentBag<DegradationFailure> _failures = [];

    /// <summary>
    /// Draws a plan per image and applies it. Images that <c>plans.jsonl</c> says are done are not done again.
    /// </summary>
    /// <param name="items">The images. What the i-th draws depends on the seed and i alone.</param>
    /// <param name="pipeline">What the plans are drawn from.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>
    /// The images that failed, also those that another pipeline or seed already wrote there; all others are done.
    /// </returns>
    /// <exception cref="DegradationException">
    /// An output lies outside the output folder, or is its own input.
    /// </exception>
    /// <exception cref="IOException">The output folder cannot be written.</exception>
    public IReadOnlyList<DegradationFailure> Run(
        IReadOnlyList<DegradationItem> items, DegradationPipeline pipeline, long seed, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        DegradationAugmentation draws = new(pipeline, seed);
        return Run(items, (index, size) => draws.Sample(epoch: 0, index, size), progress, cancellationToken);
    }

    /// <summary>Applies recorded plans again: the outputs are those of the recorded job to the byte.</summary>
    /// <param name="records">The records, from <see cref="DegradationRecord.ReadAll"/>.</param>
    /// <param name="progress">Told the number of images done, from any thread.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>The images that failed.</returns>
    /// <exception cref="DegradationException">
    /// An output lies outside the output folder, or is its own input.
    /// </exception>
    /// <exception cref="IOException">The output folder cannot be written.</exception>
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
        foreach (DegradationItem item in items)
            OutputFile.RequireApart(Path.Combine(inputRoot, item.Source), Resolve(outputRoot, item.Output));
        Directory.CreateDirectory(outputRoot);
        using PlanLog log = PlanLog.Open(Path.Combine(outputRoot, PlansFile));
        int done = 0;
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        Parallel.For(0, items.Count, parallel, index =>
        {
            Degrade(items[index], size => planOf(index, size), log);
            progress?.Report(Interlocked.Increment(ref done));
        });
        log.Sort(items);
        return [.. _failures.OrderBy(f => f.Item.Source, StringComparer.Ordinal)];
    }

    private void Degrade(DegradationItem item, Func<Size, DegradationPlan> planOf, PlanLog log)
    {
        string source = Path.Combine(inputRoot, item.Source), output = Resolve(outputRoot, item.Output);
        try
        {
            using Mat image = ReadImage(source);
            DegradationPlan plan = planOf(image.Size());
            if (log.Find(item) is { } earlier)
            {
                if (earlier.ToJson() != plan.ToJson())
                    throw new DegradationException(
                        $"'{output}' was made by another pipeline or seed; choose another output folder.");
                if (File.Exists(output)) return;
            }
            using Mat degraded = plan.Apply(image);
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);
            AtomicFile.Write(output, stream => stream.Write(degraded.ToBytes(Path.GetExtension(output))));
            log.Add(new DegradationRecord(item, plan));
        }
        catch (Exception error) when (error is DegradationException or IOException or OpenCVException)
        {
            _failures.Add(
                new DegradationFailure(
                    item, error is DegradationException ? $"'{source}': {error.Message}" : error.Message));
        }
    }

    private static Mat ReadImage(string path)
    {
        if (!File.Exists(path)) throw new DegradationException("the image does not exist.");
#pragma warning disable RS0030 // takes truncated pictures, which ImageFile refuses
        Mat image = Cv2.ImRead(path, ImreadModes.Color);
#pragma warning restore RS0030
        if (!image.Empty()) return image;
        image.Dispose();
        throw new DegradationException("damaged, or no image that OpenCV reads.");
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
