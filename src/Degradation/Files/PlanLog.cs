using System.Text;

namespace DetectionSdk.Degradation;

/// <summary>
/// The file <c>plans.jsonl</c> of a job under way: appended to as images are done, put in the order of the items at the
/// end. While it is open no other job can open it. Thread-safe.
/// </summary>
internal sealed class PlanLog : IDisposable
{
    private const string LockFile = ".plans.lock";

    private readonly string _path;
    private readonly FileStream _lock;
    private readonly Dictionary<DegradationItem, DegradationPlan> _plans = [];
    private FileStream? _file;

    private PlanLog(string path, FileStream locked)
    {
        _path = path;
        _lock = locked;
    }

    /// <summary>Opens the log, with what an earlier, interrupted job left in it.</summary>
    /// <exception cref="IOException">Another job is writing to the folder, or it cannot be written.</exception>
    public static PlanLog Open(string path)
    {
        PlanLog log = new(path, Lock(Path.GetDirectoryName(path)!));
        try
        {
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
        lock (_plans) return _plans.GetValueOrDefault(item);
    }

    /// <exception cref="IOException">The record cannot be written; the file is as it was.</exception>
    public void Add(DegradationRecord record)
    {
        byte[] line = Line(record);
        lock (_plans)
        {
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

    /// <summary>Rewrites the file in the order of the items, so that it does not depend on threads.</summary>
    public void Sort(IReadOnlyList<DegradationItem> items)
    {
        _file?.Dispose();
        WriteAll(items.Where(_plans.ContainsKey).Select(item => new DegradationRecord(item, _plans[item])));
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
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
        if (File.Exists(_path))
        {
            foreach (DegradationRecord record in DegradationRecord.ReadAll(_path)) _plans[record.Item] = record.Plan;
        }
        WriteAll(_plans.Select(plan => new DegradationRecord(plan.Key, plan.Value)));
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    private void WriteAll(IEnumerable<DegradationRecord> records) => AtomicFile.Write(_path, stream =>
    {
        foreach (DegradationRecord record in records) stream.Write(Line(record));
    });

    private static byte[] Line(DegradationRecord record) => Encoding.UTF8.GetBytes(record.ToJson() + "\n");
}
