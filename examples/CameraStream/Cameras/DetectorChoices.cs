using DetectionSdk.Watching;

namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>
/// The detectors that one can switch between while the cameras run; each is loaded when it is first chosen. A choice is
/// a name and a way to get a <see cref="Detector"/>, so that whatever stands before the network (enlarging, a
/// super-resolution front-end) is one more choice. Thread-safe.
/// </summary>
internal sealed class DetectorChoices : IDisposable
{
    private readonly Lazy<Detector>[] _detectors;
    private readonly FrontEnd? _frontEnd;
    private readonly List<CameraWatch> _cameras = [];
    private volatile Detector _current;

    /// <param name="choices">The detectors; the first is loaded here.</param>
    /// <param name="frontEnd">What some of them use; disposed after them.</param>
    public DetectorChoices(IReadOnlyList<(string Name, Func<Detector> Load)> choices, FrontEnd? frontEnd = null)
    {
        _frontEnd = frontEnd;
        Names = [.. choices.Select(c => c.Name)];
        _detectors = [.. choices.Select(c => new Lazy<Detector>(c.Load))];
        _current = _detectors[0].Value;
    }

    /// <summary>What the page shows.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Index of the choice in use.</summary>
    public int Index { get; private set; }

    public Detector Current => _current;

    /// <summary>
    /// Three choices per model: small pictures as it was trained for, enlarged to its input, and at their own size;
    /// with a front-end a fourth. The SDK's own model where none is named.
    /// </summary>
    public static DetectorChoices Create(
        IReadOnlyList<string> models, DetectorOptions options, SuperResolver? frontEnd = null) => models.Count == 0
        ? new(
            [
                .. Choices(
                    "SDK", options, frontEnd,
                    (given, before) => Detector.LoadDefault(given, frontEnd: before, leaveOpen: true)),
            ],
            frontEnd)
        : new(
            [
                .. models.SelectMany(
                    path =>
                        Choices(
                            Path.GetFileNameWithoutExtension(path), options, frontEnd,
                            (given, before) => Detector.Load(path, given, frontEnd: before, leaveOpen: true)))
            ], frontEnd);

    /// <summary>A camera that uses the current detector from now on. Before any choice.</summary>
    public void Serve(CameraWatch camera) => _cameras.Add(camera);

    /// <summary>Loads a detector if need be, and switches all cameras to it.</summary>
    public void Choose(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _detectors.Length);
        _current = _detectors[index].Value;
        Index = index;
        foreach (CameraWatch camera in _cameras) camera.Detector = _current;
    }

    /// <summary>To be called when no camera runs any more.</summary>
    public void Dispose()
    {
        foreach (Lazy<Detector> detector in _detectors.Where(d => d.IsValueCreated)) detector.Value.Dispose();
        _frontEnd?.Dispose();
    }

    private static IEnumerable<(string Name, Func<Detector> Load)> Choices(
        string name, DetectorOptions options, SuperResolver? frontEnd, Func<DetectorOptions, FrontEnd?, Detector> load)
    {
        yield return (name, () => load(options, null));
        yield return ($"{name}, small pictures enlarged", () => load(options with { ScaleUp = true }, null));
        yield return ($"{name}, native size", () => load(options with { ScaleUp = false }, null));
        if (frontEnd is not null)
            yield return (
                $"{name}, after {Path.GetFileNameWithoutExtension(frontEnd.Model.Path)}",
                () => load(options, frontEnd));
    }
}
