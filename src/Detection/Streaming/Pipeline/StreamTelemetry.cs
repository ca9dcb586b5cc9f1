using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DetectionSdk.Streaming;

/// <summary>
/// What OpenTelemetry and dotnet-counters see: meter and activity source "DetectionSdk.Streaming". Every value carries
/// the tag "source". After a stream has ended, captured = processed + dropped.
/// </summary>
internal static class StreamTelemetry
{
    public const string Name = "DetectionSdk.Streaming";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Activities = new(Name);
    private static readonly Counter<long> CapturedFrames = Meter.CreateCounter<long>(
        "detectionsdk.stream.captured", "{frame}", "Frames that a source gave.");
    private static readonly Counter<long> ProcessedFrames = Meter.CreateCounter<long>(
        "detectionsdk.stream.processed", "{frame}", "Frames whose result was delivered.");
    private static readonly Counter<long> DroppedFrames = Meter.CreateCounter<long>(
        "detectionsdk.stream.dropped", "{frame}",
        "Frames that a newer one replaced, or that the end of the stream cut off.");
    private static readonly Counter<long> Losses = Meter.CreateCounter<long>(
        "detectionsdk.stream.losses", "{loss}", "Connections lost.");
    private static readonly Histogram<double> Latencies = Meter.CreateHistogram<double>(
        "detectionsdk.stream.latency", "s", "From the arrival of a frame to the delivery of its result.");
    private static readonly Histogram<double> Inferences = Meter.CreateHistogram<double>(
        "detectionsdk.stream.inference", "s", "Run of the network.");

    public static void Captured(string source) => CapturedFrames.Add(1, Tag(source));

    public static void Dropped(string source) => DroppedFrames.Add(1, Tag(source));

    public static void Lost(string source) => Losses.Add(1, Tag(source));

    public static void Processed(string source, StageTimings timings, TimeSpan latency)
    {
        ProcessedFrames.Add(1, Tag(source));
        Latencies.Record(latency.TotalSeconds, Tag(source));
        Inferences.Record(timings.Inference.TotalSeconds, Tag(source));
    }

    /// <summary>The activity of one inference; null when nobody listens.</summary>
    public static Activity? StartInference(string source, long index) =>
        Activities.StartActivity("inference")?.SetTag("source", source).SetTag("frame", index);

    private static KeyValuePair<string, object?> Tag(string source) => new("source", source);
}
