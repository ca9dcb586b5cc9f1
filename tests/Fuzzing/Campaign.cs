namespace DetectionSdk.Fuzzing;

/// <summary>All inputs of one target.</summary>
internal sealed class Campaign(FuzzTarget target, long seed, string failures)
{
    private const int MaximumRestarts = 500, SavedPerPlace = 3;

    private readonly List<Finding> _findings = [];

    public string Name => target.Name;

    public long Inputs { get; private set; }

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    /// <summary>The findings, those of one place together.</summary>
    public IEnumerable<IGrouping<(string Kind, string Place), Finding>> Findings =>
        _findings.GroupBy(finding => (finding.Kind, finding.Place));

    /// <summary>The seed of a target's inputs.</summary>
    public static long SeedOf(long seed, string target) =>
        target.Aggregate(seed, (value, letter) => RandomSource.DeriveSeed(value, letter));

    /// <summary>
    /// Runs inputs from number 0 on until a number or a time is reached, in as many processes as it takes.
    /// </summary>
    public void Run(long end, double seconds)
    {
        using ScratchFolder folder = new();
        using Progress progress = new(Progress.FileIn(folder.Path));
        WorkerProcess worker = new(Name, seed, progress, folder.Path);
        DateTime deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(Math.Min(seconds, 1e7));
        long next = 0;
        for (int starts = 0; next < end && Remaining() > 0 && starts < MaximumRestarts; starts++)
        {
            List<Finding> found = worker.Run(next, end, Remaining());
            foreach (Finding finding in found) Keep(finding);
            bool broke = found.Any(finding => finding.Number == progress.Number);
            next = broke ? progress.Number + 1 : Math.Max(progress.Number, next + 1);
        }
        (Inputs, Accepted, Refused) = (next, progress.Accepted, progress.Refused);

        double Remaining() => (deadline - TimeProvider.System.GetUtcNow().UtcDateTime).TotalSeconds;
    }

    private void Keep(Finding finding)
    {
        int same = _findings.Count(other => (other.Kind, other.Place) == (finding.Kind, finding.Place));
        _findings.Add(finding);
        if (same >= SavedPerPlace) return;
        Directory.CreateDirectory(failures);
        string path = PathOf(finding);
        File.WriteAllBytes(path, new Mutator(target.Seeds, target.Words).Make(SeedOf(seed, Name), finding.Number));
        File.WriteAllText(
            path + ".txt",
            $"{Name} {finding.Number}, seed {seed}: {finding.Kind}, {finding.Place}\n{finding.Detail}\n");
    }

    /// <summary>Where the input of a finding lies.</summary>
    public string PathOf(Finding finding) => Path.Combine(failures, $"{Name}-{seed}-{finding.Number}");
}
