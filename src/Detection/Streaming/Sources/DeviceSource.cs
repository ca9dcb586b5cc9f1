using System.Globalization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>A camera of this machine, by OpenCV's VideoCapture. Live.</summary>
public sealed class DeviceSource : VideoSource
{
    private const string DevicePrefix = "/dev/video";

    private readonly int _device;
    private VideoCapture? _capture;

    /// <param name="device">Number of the camera, from 0: /dev/video0 on Linux.</param>
    public DeviceSource(int device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(device);
        NativeOpenCv.Require();
        _device = device;
    }

    /// <inheritdoc/>
    public override string Name => $"{DevicePrefix}{_device}";

    /// <inheritdoc/>
    public override bool IsLive => true;

    /// <inheritdoc/>
    public override double? FramesPerSecond => _capture is { Fps: > 0 and < 1000 } capture ? capture.Fps : null;

    /// <inheritdoc/>
    public override void Connect(CancellationToken cancellationToken)
    {
        Disconnect();
        _capture = new VideoCapture(_device);
        if (!_capture.IsOpened())
        {
            Disconnect();
            throw new VideoSourceException(
                $"Camera {Name} does not open: it is absent, used by another program, or not permitted to this user.");
        }
        _capture.BufferSize = 1;   // the newest frame, where the driver allows it
    }

    /// <inheritdoc/>
    public override bool Read(Mat frame, CancellationToken cancellationToken) =>
        _capture!.Read(frame) && !frame.Empty()
            ? true
            : throw new VideoSourceException($"Camera {Name} gives no more frames.");

    /// <inheritdoc/>
    public override void Disconnect()
    {
        _capture?.Dispose();
        _capture = null;
    }

    internal static bool TryParse(string address, out int device)
    {
        ReadOnlySpan<char> number = address.StartsWith(DevicePrefix, StringComparison.Ordinal)
            ? address.AsSpan(DevicePrefix.Length)
            : address;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out device);
    }
}
