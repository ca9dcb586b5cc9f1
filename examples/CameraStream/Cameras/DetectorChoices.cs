namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>
/// The detectors that one can switch between while the cameras run; each is loaded when it is first chosen. A choice is a name and a way to get a
/// <see cref="Detector"/>, so that whatever stands before the network (enlarging now, a super-resolution front end one day) is one more choice. Thread-safe.
/// </summary>
internal sealed class DetectorChoices : IDisposable
{
    private readonly Lazy<Detector>[] _detectors;
    private volatile Detector _current;

    public DetectorChoices(IReadOnlyList<(string Name, Func<Detector> Load)> choices)
    {
        Names = [.. choices.Select(c => c.Name)];
        _detectors = [.. choices.Select(c => new Lazy<Detector>(c.Load))];
        _current = _detectors[0].Value;
    }

    /// <summary>What the page shows.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Index of the choice in use.</summary>
    public int Index { get; private set; }

    public Detector Current => _current;

    /// <summary>Three choices per model: small pictures as it was trained for, enlarged to its input, and at their own size. The SDK's own model where none is named.</summary>
    public static DetectorChoices Create(IReadOnlyList<string> models, DetectorOptions options) => models.Count == 0
        ? new([.. Sizes("SDK", options, sized => Detector.LoadDefault(sized))])
        : new([.. models.SelectMany(path => Sizes(Path.GetFileNameWithoutExtension(path), options, sized => Detector.Load(path, sized)))]);

    /// <summary>Loads a detector if need be, and switches to it.</summary>
    public void Choose(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _detectors.Length);
        _current = _detectors[index].Value;
        Index = index;
    }

    /// <summary>To be called when no camera runs any more.</summary>
    public void Dispose()
    {
        foreach (Lazy<Detector> detector in _detectors.Where(d => d.IsValueCreated)) detector.Value.Dispose();
    }

    private static IEnumerable<(string Name, Func<Detector> Load)> Sizes(string name, DetectorOptions options, Func<DetectorOptions, Detector> load)
    {
        yield return (name, () => load(options));
        yield return ($"{name}, small pictures enlarged", () => load(options with { ScaleUp = true }));
        yield return ($"{name}, native size", () => load(options with { ScaleUp = false }));
    }
}
