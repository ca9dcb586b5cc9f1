using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

/// <summary>
/// A camera that follows a script. Frame n is filled with the colour (n mod 256, n / 256, 0), so that a picture tells
/// which frame it is. Also the example of a source of one's own.
/// </summary>
internal sealed class ScriptedSource(int frames, bool isLive = false) : VideoSource
{
    private readonly HashSet<int> _failedConnections = [];
    private int _next;

    public TimeSpan Period { get; init; } = TimeSpan.Zero;

    public Size Size { get; init; } = new(64, 64);

    /// <summary>The connection is lost before these frames.</summary>
    public HashSet<int> LossesBefore { get; init; } = [];

    /// <summary>Reading these frames takes until somebody cancels.</summary>
    public HashSet<int> HangsBefore { get; init; } = [];

    /// <summary>Attempts to connect, counted from 0, that fail.</summary>
    public HashSet<int> FailedConnections { get => _failedConnections; init => _failedConnections = value; }

    public int Connections { get; private set; }

    public bool IsConnected { get; private set; }

    /// <summary>Frames that were read so far.</summary>
    public int Given => Volatile.Read(ref _next);

    public override string Name => "scripted";

    public override bool IsLive => isLive;

    public static int NumberOf(Mat image)
    {
        Vec3b pixel = image.At<Vec3b>(0, 0);
        return pixel.Item0 + 256 * pixel.Item1;
    }

    public override void Connect(CancellationToken cancellationToken)
    {
        if (_failedConnections.Contains(Connections++))
            throw new VideoSourceException("no route to the scripted camera");
        IsConnected = true;
    }

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        Assert.True(IsConnected);
        if (LossesBefore.Remove(_next)) throw new VideoSourceException("the scripted camera hung up");
        if (HangsBefore.Remove(_next)) cancellationToken.WaitHandle.WaitOne();
        if (Period > TimeSpan.Zero) cancellationToken.WaitHandle.WaitOne(Period);
        cancellationToken.ThrowIfCancellationRequested();
        if (_next == frames) return false;
        frame.Create(Size.Height, Size.Width, MatType.CV_8UC3);
        frame.SetTo(new Scalar(_next % 256, _next / 256, 0));
        _next++;
        return true;
    }

    public override void Disconnect() => IsConnected = false;
}
