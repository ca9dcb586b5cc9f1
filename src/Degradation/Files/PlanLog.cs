using System.Text;

namespace DetectionSdk.Degradation;

/// <summary>The <c>plans.jsonl</c> of an output folder: a line is added after its file is written, so that an interrupted job knows what is done. Thread-safe.</summary>
internal sealed class PlanLog : IDisposable
{
    public const string FileName = "plans.jsonl";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, PlanLine> _lines;
    private readonly string _path;
    private StreamWriter? _writer;

    private PlanLog(string path, IEnumerable<PlanLine> lines)
    {
        _path = path;
        _lines = lines.ToDictionary(line => line.File, StringComparer.Ordinal);
        Rewrite();
        _writer = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    /// <summary>Opens or begins the log of a folder. A last line that was cut off in the middle is dropped.</summary>
    public static PlanLog Open(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path)) DropUnfinishedLine(path);
        return new(path, File.Exists(path) ? PlanLine.Read(path) : []);
    }

    public PlanLine? Find(string file) => _lines.GetValueOrDefault(file);

    public void Add(PlanLine line)
    {
        lock (_lock)
        {
            _lines[line.File] = line;
            _writer!.WriteLine(line.ToJson());
        }
    }

    /// <summary>Sorts the lines by file: the same job writes the same log, whatever the threads did.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
        Rewrite();
    }

    private void Rewrite()
    {
        string temporary = $"{_path}.{Environment.ProcessId}.tmp";
        File.WriteAllLines(temporary, _lines.Values.OrderBy(line => line.File, StringComparer.Ordinal).Select(line => line.ToJson()));
        File.Move(temporary, _path, overwrite: true);
    }

    private static void DropUnfinishedLine(string path)
    {
        string text = File.ReadAllText(path, Encoding.UTF8);
        int end = text.LastIndexOf('\n') + 1;
        if (end < text.Length) File.WriteAllText(path, text[..end]);
    }
}
