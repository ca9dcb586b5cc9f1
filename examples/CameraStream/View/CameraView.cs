using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using DetectionSdk.Examples.CameraStream.Cameras;
using DetectionSdk.Examples.CameraStream.Outputs;
using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Examples.CameraStream.View;

/// <summary>
/// Sends the pictures of one camera to any number of viewers. A picture is coded once, and only when somebody looks.
/// Every viewer has a mailbox for one picture that the next one replaces: so a viewer who stops reading misses pictures
/// and costs nobody anything.
/// </summary>
internal sealed class CameraView(string name) : IFrameOutput
{
    private const int JpegQuality = 80;

    private readonly ConcurrentDictionary<Channel<ViewFrame>, byte> _mailboxes = new();

    public string Name => name;

    public int Viewers => _mailboxes.Count;

    /// <summary>Opens a mailbox; <see cref="Unsubscribe"/> closes it.</summary>
    public Channel<ViewFrame> Subscribe()
    {
        Channel<ViewFrame> mailbox = Channel.CreateBounded<ViewFrame>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        _mailboxes.TryAdd(mailbox, 0);
        return mailbox;
    }

    public void Unsubscribe(Channel<ViewFrame> mailbox) => _mailboxes.TryRemove(mailbox, out _);

    public void Write(FrameResult result, CameraStatus status)
    {
        if (_mailboxes.IsEmpty) return;
        Cv2.ImEncode(".jpg", result.Image, out byte[] jpeg, [(int)ImwriteFlags.JpegQuality, JpegQuality]);
        ViewFrame frame = new(ToJson(result, status), jpeg);
        foreach (Channel<ViewFrame> mailbox in _mailboxes.Keys) mailbox.Writer.TryWrite(frame);
    }

    public void Dispose()
    {
        foreach (Channel<ViewFrame> mailbox in _mailboxes.Keys) mailbox.Writer.TryComplete();
    }

    private static byte[] ToJson(FrameResult result, CameraStatus status) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        frame = result.Index,
        seconds = result.Time.TotalSeconds,
        width = result.Detections.ImageSize.Width,
        height = result.Detections.ImageSize.Height,
        fps = Math.Round(status.FramesPerSecond, 1),
        latency = Math.Round(status.LatencyMilliseconds, 1),
        inference = Math.Round(status.InferenceMilliseconds, 1),
        processed = result.Processed,
        dropped = result.Dropped,
        gaps = status.Gaps,
        frozen = result.IsFrozen,
        objects = ShownObjects.Of(result).Select(o => new
        {
            id = o.Id,
            label = o.Object.Label,
            score = Math.Round(o.Object.Score, 2),
            box = (double[])[o.Object.Box.X, o.Object.Box.Y, o.Object.Box.Width, o.Object.Box.Height],
        }),
    });
}
