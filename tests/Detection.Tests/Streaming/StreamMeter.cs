using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DetectionSdk.Tests.Streaming;

/// <summary>Listens to the meter of the streams, as OpenTelemetry would, for one source.</summary>
internal sealed class StreamMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly ConcurrentBag<double> _latencies = [];
    private readonly string _source;

    public StreamMeter(string source)
    {
        _source = source;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "DetectionSdk.Streaming") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (IsMine(tags)) _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        });
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (IsMine(tags) && instrument.Name == "detectionsdk.stream.latency") _latencies.Add(value);
        });
        _listener.Start();
    }

    public long Captured => Count("captured");

    public long Processed => Count("processed");

    public long Dropped => Count("dropped");

    public long Losses => Count("losses");

    public IReadOnlyCollection<double> Latencies => _latencies;

    public void Dispose() => _listener.Dispose();

    private long Count(string what) => _counts.GetValueOrDefault($"detectionsdk.stream.{what}");

    private bool IsMine(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.Length == 1 && tags[0].Key == "source" && (string?)tags[0].Value == _source;
}
