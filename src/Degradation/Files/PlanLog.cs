using System.Text;
using DetectionSdk.Imaging;

namespace DetectionSdk.Degradation;

/// <summary>
/// The file of records of a job under way, or of one part of it: appended to as images are done, put in the order of
/// the items at the end. While it is open no other job can open it. That of the whole takes over the records of parts
/// that other machines did. Thread-safe.
/// </summary>
internal sealed class PlanLog : IDisposable
{
    private readonly string _path;
    private readonly List<FileStream> _locks = [];
    private readonly List<string> _parts = [];
    private readonly Dictionary<DegradationItem, DegradationPlan> _plans = [];
    private readonly Dictionary<DegradationItem, DegradationPlan> _ofTheWhole = [];
    private FileStream? _file;

    private PlanLog(string path) => _path = path;

    /// <summary>Opens the log, with what an earlier, interrupted job left in it.</summary>
    /// <param name="folder">The output folder of the job.</param>
    /// <param name="shard">The part; null for the whole.</param>
    /// <exception cref="IOException">Another job is writing to the folder, or it cannot be written.</exception>
    public static PlanLog Open(string folder, Shard? shard)
    {
        PlanLog log = new(Path.Combine(folder, DegradationJob.PlansFileOf(shard)));
        try
        {
            log.Lock(log._path);
            if (shard is null) log.TakeOverParts(folder);
            else Read(Path.Combine(folder, DegradationJob.PlansFile), log._ofTheWhole);
            log.Load();
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    public DegradationPlan? Find(DegradationItem item)
    {
        lock (_plans) return _plans.GetValueOrDefault(item) ?? _ofTheWhole.GetValueOrDefault(item);
    }

    /// <summary>Appends a record, unless it is there.</summary>
    /// <exception cref="IOException">The record cannot be written; the file is as it was.</exception>
    public void Add(DegradationRecord record)
    {
        byte[] line = Line(record);
        lock (_plans)
        {
            if (_plans.ContainsKey(record.Item)) return;
            long before = _file!.Length;
            try
            {
                _file.Write(line);
            }
            catch (IOException)
            {
                _file.SetLength(before);
                throw;
            }
            _plans[record.Item] = record.Plan;
        }
    }

    /// <summary>Rewrites the file in the order of the items, so that it does not depend on threads or parts.</summary>
    public void Sort(IReadOnlyList<DegradationItem> items)
    {
        _file?.Dispose();
        WriteAll(items.Where(_plans.ContainsKey).Select(item => new DegradationRecord(item, _plans[item])));
        _parts.ForEach(File.Delete);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _locks.ForEach(locked => locked.Dispose());
    }

    private void TakeOverParts(string folder)
    {
        foreach (string part in Directory.EnumerateFiles(folder, "plans.*-of-*.jsonl").Order(StringComparer.Ordinal))
        {
            Lock(part);
            Read(part, _plans);
            _parts.Add(part);
        }
    }

    // plans.jsonl is locked by .plans.lock, plans.2-of-7.jsonl by .plans.2-of-7.lock.
    private void Lock(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string name = "." + Path.ChangeExtension(Path.GetFileName(path), "lock");
        try
        {
            _locks.Add(
                new FileStream(
                    Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                    FileOptions.DeleteOnClose));
        }
        catch (IOException error)
        {
            throw new IOException(
                $"The output folder '{folder}' cannot be taken, another job may be writing to it: {error.Message}",
                error);
        }
    }

    private void Load()
    {
        Read(_path, _plans);
        WriteAll(_plans.Select(plan => new DegradationRecord(plan.Key, plan.Value)));
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private static void Read(string path, Dictionary<DegradationItem, DegradationPlan> plans)
    {
        if (!File.Exists(path)) return;
        foreach (DegradationRecord record in DegradationRecord.ReadAll(path)) plans[record.Item] = record.Plan;
    }

    private void WriteAll(IEnumerable<DegradationRecord> records) => AtomicFile.Write(_path, stream =>
    {
        foreach (DegradationRecord record in records) stream.Write(Line(record));
    });

    private static byte[] Line(DegradationRecord record) => Encoding.UTF8.GetBytes(record.ToJson() + "\n");
}
