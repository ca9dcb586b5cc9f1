using System.Buffers;
using System.Text;
using System.Text.Json;
using DetectionSdk.Tracking;

namespace DetectionSdk.Watching;

/// <summary>Something that happened in front of a camera, or to it.</summary>
/// <param name="Time">When.</param>
/// <param name="Camera">Name of the camera.</param>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Kind">What.</param>
public sealed record WatchEvent(DateTimeOffset Time, string Camera, long Frame, WatchEventKind Kind)
{
    /// <summary>When in the stream: the time of the frame, as <see cref="Streaming.FrameResult.Time"/>.</summary>
    public TimeSpan At { get; init; }

    /// <summary>
    /// The object; null where the camera itself is meant. All events of an identity name the same class.
    /// </summary>
    public TrackedObject? Tracked { get; init; }

    /// <summary>Name of the zone or line; null for none.</summary>
    public string? Place { get; init; }

    /// <summary>Whether a line was crossed forward; null otherwise.</summary>
    public bool? IsForward { get; init; }

    /// <summary>
    /// How many objects are in the zone now, or have crossed the line in this direction so far; null for no place.
    /// </summary>
    public int? Count { get; init; }

    /// <summary>How long the object has been in the zone, or the camera was away; null otherwise.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Why the camera was lost; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// One line: <c>{"time", "camera", "frame", "at", "event", "id", "class", "score", "box": [x, y, width, height],
    /// "place", "direction", "count", "seconds", "reason"}</c>, without what is null.
    /// </summary>
    public string ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("time", Time);
        writer.WriteString("camera", Camera);
        writer.WriteNumber("frame", Frame);
        writer.WriteNumber("at", Math.Round(At.TotalSeconds, 3));
        writer.WriteString("event", JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString()));
        if (Tracked is { } item) Write(writer, item);
        if (Place is not null) writer.WriteString("place", Place);
        if (IsForward is { } isForward) writer.WriteString("direction", isForward ? "forward" : "backward");
        if (Count is { } count) writer.WriteNumber("count", count);
        if (Duration is { } duration) writer.WriteNumber("seconds", Math.Round(duration.TotalSeconds, 3));
        if (Reason is not null) writer.WriteString("reason", Reason);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TrackedObject item)
    {
        DetectedObject found = item.Detection;
        writer.WriteNumber("id", item.Id);
        writer.WriteString("class", found.Label);
        writer.WriteNumber("score", Math.Round(found.Score, 3));
        writer.WriteStartArray("box");
        foreach (double edge in (ReadOnlySpan<double>)[found.Box.X, found.Box.Y, found.Box.Width, found.Box.Height])
            writer.WriteNumberValue(Math.Round(edge, 1));
        writer.WriteEndArray();
    }
}
