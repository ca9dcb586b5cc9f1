namespace DetectionSdk.Degradation;

/// <summary>
/// The file <c>plans.jsonl</c> of a job under way: appended to as images are done, put in the order of the items at the
/// end. Thread-safe.
/// </summary>
internal sealed class PlanLog : IDisposable
{
    private readonly string _path;
    private readonly Dictionary<DegradationItem, DegradationPlan> _plans;
    private readonly StreamWriter _writer;

    private PlanLog(string path, Dictionary<DegradationItem, DegradationPlan> plans)
    {
        _path = path;
        _plans = plans;
        WriteAll(plans.Select(p => new DegradationRecord(p.Key, p.Value)));
        _writer = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    /// <summary>Opens the log, with what an earlier, interrupted job left in it.</summary>
    public static PlanLog Open(string path)
    {
        Dictionary<DegradationItem, DegradationPlan> plans = [];
        if (File.Exists(path))
        {
            foreach (DegradationRecord record in DegradationRecord.ReadAll(path)) plans[record.Item] = record.Plan;
        }
        return new PlanLog(path, plans);
    }

    public DegradationPlan? Find(DegradationItem item)
    {
        lock (_plans) return _plans.GetValueOrDefault(item);
    }

    public void Add(DegradationRecord record)
    {
        lock (_plans)
        {
            _plans[record.Item] = record.Plan;
            _writer.Write(record.ToJson() + "\n");
        }
    }

    /// <summary>Rewrites the file in the order of the items, so that it does not depend on threads.</summary>
    public void Sort(IReadOnlyList<DegradationItem> items)
    {
        _writer.Dispose();
        WriteAll(items.Where(_plans.ContainsKey).Select(item => new DegradationRecord(item, _plans[item])));
    }

    public void Dispose() => _writer.Dispose();

    private void WriteAll(IEnumerable<DegradationRecord> records) => AtomicFile.Write(_path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        foreach (DegradationRecord record in records) writer.Write(record.ToJson() + "\n");
    });
}
