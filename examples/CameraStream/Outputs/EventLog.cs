using System.Text.Json;
using DetectionSdk.Examples.CameraStream.Cameras;
using DetectionSdk.Streaming;

namespace DetectionSdk.Examples.CameraStream.Outputs;

/// <summary>
/// What happened, one JSON object a line: an object appeared or has gone, the picture froze or moves again, the
/// connection was interrupted. Lines are added to the end of the file. Thread-safe: all cameras write to one log.
/// </summary>
internal sealed class EventLog(string path, TimeProvider clock) : IDisposable
{
    private const long ForgottenAfter = 30;   // frames, as the tracker's memory

    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(path, append: true) { AutoFlush = true };

    /// <summary>The part of one camera; the log itself stays open.</summary>
    public IFrameOutput ForCamera() => new CameraEvents(this);

    public void Dispose() => _writer.Dispose();

    private void Add(string camera, long frame, string what, Action<Utf8JsonWriter>? details = null)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("camera", camera);
            json.WriteNumber("frame", frame);
            json.WriteString("event", what);
            details?.Invoke(json);
            json.WriteEndObject();
        }
        lock (_lock) _writer.WriteLine(System.Text.Encoding.UTF8.GetString(line.ToArray()));
    }

    private sealed class CameraEvents(EventLog log) : IFrameOutput
    {
        private readonly Dictionary<int, (DetectedObject Object, long Frame)> _present = [];
        private bool _frozen;

        public void Write(FrameResult result, CameraStatus status)
        {
            if (result.Gap is { } gap) log.Add(status.Name, result.Index, "interrupted", json =>
            {
                json.WriteNumber("seconds", Math.Round(gap.Duration.TotalSeconds, 3));
                json.WriteNumber("attempts", gap.Attempts);
                json.WriteString("reason", gap.Reason);
            });
            if (result.IsFrozen != _frozen) log.Add(status.Name, result.Index, result.IsFrozen ? "frozen" : "moving");
            _frozen = result.IsFrozen;
            foreach ((int? id, DetectedObject found) in ShownObjects.Of(result))
                See(status.Name, result.Index, id, found);
            foreach ((int id, (DetectedObject last, long frame)) in
                _present.Where(p => result.Index - p.Value.Frame > ForgottenAfter).ToArray())
            {
                _present.Remove(id);
                log.Add(status.Name, frame, "gone", json => WriteObject(json, id, last));
            }
        }

        public void Dispose() => _present.Clear();

        private void See(string camera, long frame, int? id, DetectedObject found)
        {
            if (id is not { } known) return;
            if (!_present.ContainsKey(known))
                log.Add(camera, frame, "appeared", json => WriteObject(json, known, found));
            _present[known] = (found, frame);
        }

        private static void WriteObject(Utf8JsonWriter json, int id, DetectedObject found)
        {
            json.WriteNumber("id", id);
            json.WriteString("class", found.Label);
            json.WriteNumber("score", Math.Round(found.Score, 3));
            json.WriteStartArray("box");
            foreach (double value in
                (ReadOnlySpan<double>)[found.Box.X, found.Box.Y, found.Box.Width, found.Box.Height])
                json.WriteNumberValue(Math.Round(value, 1));
            json.WriteEndArray();
        }
    }
}
