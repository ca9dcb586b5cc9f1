using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using DetectionSdk.Streaming;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Examples.CameraStream.View;

/// <summary>
/// Sends the pictures of one camera to any number of viewers. A picture is coded once, and only when somebody looks.
/// Every viewer has a mailbox for one picture that the next one replaces: so a viewer who stops reading misses pictures
/// and costs nobody anything.
/// </summary>
internal sealed class CameraView(string name) : WatchOutput
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

    public override void Show(WatchedFrame frame)
    {
        if (_mailboxes.IsEmpty) return;
        Cv2.ImEncode(".jpg", frame.Result.Image, out byte[] jpeg, [(int)ImwriteFlags.JpegQuality, JpegQuality]);
        ViewFrame shown = new(ToJson(frame, frame.Result), jpeg);
        foreach (Channel<ViewFrame> mailbox in _mailboxes.Keys) mailbox.Writer.TryWrite(shown);
    }

    public override void Finish()
    {
        foreach (Channel<ViewFrame> mailbox in _mailboxes.Keys) mailbox.Writer.TryComplete();
    }

    private static byte[] ToJson(WatchedFrame frame, FrameResult result) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        frame = result.Index,
        seconds = result.Time.TotalSeconds,
        width = result.Detections.ImageSize.Width,
        height = result.Detections.ImageSize.Height,
        fps = Math.Round(frame.Status.FramesPerSecond, 1),
        latency = Math.Round(frame.Status.Latency.TotalMilliseconds, 1),
        inference = Math.Round(frame.Status.Inference.TotalMilliseconds, 1),
        processed = result.Processed,
        dropped = result.Dropped,
        gaps = frame.Status.Gaps,
        frozen = result.IsFrozen,
        objects = frame.Objects.Select(o => new
        {
            id = o.Id,
            label = o.Detection.Label,
            score = Math.Round(o.Detection.Score, 2),
            box = (double[])[o.Detection.Box.X, o.Detection.Box.Y, o.Detection.Box.Width, o.Detection.Box.Height],
        }),
    });
}
