using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// What a reader left out or changed, in the order it was found. Beyond a limit problems are only counted, so that a
/// broken data set cannot fill the memory.
/// </summary>
internal sealed class ProblemLog
{
    private const int Maximum = 10_000;

    private readonly List<DataSetProblem> _problems = [];
    private readonly Dictionary<string, (DataSetProblem First, int Count)> _tallies = [];
    private int _more;

    /// <summary>
    /// Runs a reader. Where it gives up, what it had found until then goes along with its exception.
    /// </summary>
    public static AnnotatedDataSet Collect(Func<ProblemLog, AnnotatedDataSet> read)
    {
        var log = new ProblemLog();
        try
        {
            return read(log) with { Problems = log.ToList() };
        }
        catch (DataSetException fault) when (fault.Problems.Count == 0 && log.ToList() is { Count: > 0 } problems)
        {
            throw new DataSetException(fault, problems);
        }
    }

    public void Add(DataSetProblem problem)
    {
        if (_problems.Count < Maximum) _problems.Add(problem);
        else _more++;
    }

    public void Add(string file, int? line, string message) => Add(new DataSetProblem(file, line, message));

    /// <summary>Counts what is said once for the whole data set, with the place where it was found first.</summary>
    /// <param name="what">What there is so many of, such as <c>rows have a sixth column; left out</c>.</param>
    /// <param name="file">The file.</param>
    /// <param name="line">Its line, where known.</param>
    public void Count(string what, string file, int? line)
    {
        (DataSetProblem First, int Count) tally = _tallies.GetValueOrDefault(
            what, (new DataSetProblem(file, line, what), 0));
        _tallies[what] = tally with { Count = tally.Count + 1 };
    }

    public IReadOnlyList<DataSetProblem> ToList()
    {
        List<DataSetProblem> all = [.. _problems];
        foreach ((DataSetProblem first, int count) in _tallies.Values)
            all.Add(first with { Message = $"{count} {first.Message}" });
        if (_more > 0)
            all.Add(new DataSetProblem(_problems[^1].File, null, $"{_more} further problems are not listed."));
        return all;
    }

    /// <summary>Runs what reads one file of many; where it fails, that is reported and the file left out.</summary>
    public void Attempt(Action read)
    {
        try
        {
            read();
        }
        catch (DataSetException fault)
        {
            Add(fault.Problem with { Message = fault.Problem.Message.TrimEnd('.') + "; left out." });
        }
    }

    /// <summary>
    /// The size of a picture by its header; null where that cannot be read: it is left out, and reported with the
    /// reason that every verb gives.
    /// </summary>
    public Size? SizeOf(string picture)
    {
        try
        {
            return ImageHeader.Read(picture).Size;
        }
        catch (Exception fault) when (fault is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            string reason = fault.Message.Replace($"'{picture}' ", "", StringComparison.Ordinal);
            Add(picture, null, $"{reason.TrimEnd('.')}; left out.");
            return null;
        }
    }

    /// <summary>The exception for a reader that has nothing left: the first problem, with all of them.</summary>
    public DataSetException? Failure()
    {
        if (ToList() is not [var first, ..] all) return null;
        string rest = $"Nothing else remains of the data set; problems found: {all.Count}.";
        return new DataSetException(first with { Message = $"{first.Message} {rest}" }, all);
    }
}
