using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Degrades an image, a clip, or a folder of both into an output folder, and writes a <c>plans.jsonl</c> beside the
/// results. Images become PNG and clips FFV1 in AVI, both lossless, under the input's name. What a file draws depends on
/// the seed and its name alone. A job that was interrupted goes on where it stopped when it is run again.
/// </summary>
/// <remarks>The frames of a clip share one plan but for their noise; their sides are even, which video codecs require.</remarks>
public sealed class DegradationJob
{
    private readonly IReadOnlyList<MediaFile> _files;
    private readonly string _outputFolder;
    private readonly Func<MediaFile, long> _seedOf;
    private readonly Func<MediaFile, Size, DegradationPlan> _planOf;

    private DegradationJob(
        IReadOnlyList<MediaFile> files, string outputFolder, Func<MediaFile, long> seedOf, Func<MediaFile, Size, DegradationPlan> planOf)
    {
        _files = files;
        _outputFolder = Path.GetFullPath(outputFolder);
        _seedOf = seedOf;
        _planOf = planOf;
    }

    /// <summary>The files to degrade, relative to the input folder, in the order of their names.</summary>
    public IReadOnlyList<string> Files => [.. _files.Select(file => file.Name)];

    /// <summary>A job that draws a plan for every file.</summary>
    /// <param name="input">An image, a clip, or a folder, which is searched with its subfolders.</param>
    /// <param name="outputFolder">Where the results go; made when absent. It may lie inside the input folder, but not be it.</param>
    /// <param name="pipeline">What plans are drawn from.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="DegradationException">There is nothing to degrade, or two files would have one output.</exception>
    public static DegradationJob Draw(string input, string outputFolder, DegradationPipeline pipeline, long seed)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        RequireApart(input, outputFolder);
        DegradationPipeline even = pipeline.WithSharedSize(pipeline.SizeMultiple % 2 == 0 ? pipeline.SizeMultiple : 2 * pipeline.SizeMultiple);
        return new(MediaFile.Find(input, except: outputFolder), outputFolder,
            file => SeedOf(seed, file.Name),
            (file, size) => (file.IsClip ? even : pipeline).Sample(SeedOf(seed, file.Name), size));
    }

    /// <summary>A job that repeats recorded plans: the same inputs give the same bytes.</summary>
    /// <param name="input">What was degraded then.</param>
    /// <param name="outputFolder">Where the results go; made when absent.</param>
    /// <param name="plansFile">The <c>plans.jsonl</c> of the job to repeat. Only its files are degraded.</param>
    /// <exception cref="DegradationException">The plans cannot be read, or name a file that the input lacks.</exception>
    public static DegradationJob Replay(string input, string outputFolder, string plansFile)
    {
        RequireApart(input, outputFolder);
        Dictionary<string, PlanLine> lines = PlanLine.Read(plansFile).ToDictionary(line => line.File, StringComparer.Ordinal);
        MediaFile[] files = [.. MediaFile.Find(input, except: outputFolder).Where(file => lines.ContainsKey(file.Name))];
        string[] absent = [.. lines.Keys.Except(files.Select(file => file.Name))];
        if (absent.Length > 0)
            throw new DegradationException($"{plansFile}: {input} lacks {absent.Length} of its files; the first is {absent[0]}.");
        return new(files, outputFolder, file => lines[file.Name].Seed, (file, _) => lines[file.Name].Plan);
    }

    /// <summary>Degrades every file that is not done yet. A file that fails is reported and the others go on.</summary>
    /// <param name="progress">Told after every file, from any thread. Default none.</param>
    /// <param name="threads">Files at a time. Default 0: one per core.</param>
    /// <param name="cancellation">Ends the job between two images or frames; run it again to go on.</param>
    /// <exception cref="DegradationException">The output folder holds results of another job, or files that no job wrote.</exception>
    /// <exception cref="IOException">The output folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The output folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public DegradationJobSummary Run(IProgress<DegradationJobProgress>? progress = null, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Directory.CreateDirectory(_outputFolder);
        RequireOwnFolder();
        using PlanLog log = PlanLog.Open(_outputFolder);
        MediaFile[] rest = [.. _files.Where(file => !IsDone(file, log))];

        Tally tally = new(_files.Count, rest.Length, progress);
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellation };
        Parallel.ForEach(rest, options, file => tally.Count(file, () =>
        {
            DegradationPlan plan = MediaDegrader.Degrade(file, size => _planOf(file, size), OutputPath(file), cancellation);
            log.Add(new PlanLine(file.Name, file.OutputName, _seedOf(file), plan));
        }));
        return tally.ToSummary();
    }

    /// <summary>A contact sheet of the first files, originals beside results, each labelled with its plan.</summary>
    /// <param name="count">At most this many files, at least 1. Default 12.</param>
    /// <returns>8-bit BGR; the caller disposes it.</returns>
    /// <exception cref="DegradationException">A file cannot be read.</exception>
    public Mat DrawSheet(int count = 12)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using ContactSheet sheet = new();
        foreach (MediaFile file in _files.Take(count))
        {
            using Mat original = MediaDegrader.ReadFirst(file);
            sheet.Add(file.Name, original, _planOf(file, original.Size()));
        }
        return sheet.Draw();
    }

    private static void RequireApart(string input, string outputFolder)
    {
        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(input)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(outputFolder)))
            throw new DegradationException($"{outputFolder}: the output folder is the input; expected another folder.");
    }

    /// <summary>From the name rather than a number in a list, so that files may come and go. 53 bits, which every JSON reader keeps.</summary>
    private static long SeedOf(long seed, string name)
    {
        long hash = BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return RandomSource.DeriveSeed(seed, hash) & ((1L << 53) - 1);
    }

    private string OutputPath(MediaFile file) => Path.Combine(_outputFolder, file.OutputName);

    private void RequireOwnFolder()
    {
        if (File.Exists(Path.Combine(_outputFolder, PlanLog.FileName))) return;
        if (_files.FirstOrDefault(file => File.Exists(OutputPath(file))) is { } foreign)
            throw new DegradationException($"{OutputPath(foreign)} exists, and no {PlanLog.FileName} says that a job wrote it; expected an empty folder.");
    }

    private bool IsDone(MediaFile file, PlanLog log)
    {
        if (log.Find(file.Name) is not { } line) return false;
        if (line.Seed != _seedOf(file) || line.Plan.ToJson() != _planOf(file, line.Plan.InputSize).ToJson())
            throw new DegradationException(
                $"{Path.Combine(_outputFolder, PlanLog.FileName)}: {file.Name} was degraded with another pipeline or seed; expected the same job, or an empty folder.");
        return File.Exists(OutputPath(file));
    }

    /// <summary>Counts what becomes of the files. Thread-safe.</summary>
    private sealed class Tally(int total, int rest, IProgress<DegradationJobProgress>? progress)
    {
        private readonly Lock _lock = new();
        private readonly List<DegradationFailure> _failures = [];
        private int _counted;

        public void Count(MediaFile file, Action degrade)
        {
            string? failure = null;
            try
            {
                degrade();
            }
            catch (Exception error) when (error is DegradationException or OpenCVException)
            {
                failure = error.Message;
            }
            int done;
            lock (_lock)
            {
                if (failure is not null) _failures.Add(new(file.Name, failure));
                done = total - rest + ++_counted;
            }
            progress?.Report(new(done, total, file.Name));
        }

        public DegradationJobSummary ToSummary() =>
            new(_counted - _failures.Count, total - rest, [.. _failures.OrderBy(failure => failure.File, StringComparer.Ordinal)]);
    }
}
