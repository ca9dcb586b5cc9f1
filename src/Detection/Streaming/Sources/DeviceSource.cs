using System.Globalization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>A camera of this machine, by OpenCV's VideoCapture. Live.</summary>
public sealed class DeviceSource : VideoSource
{
    private const string DevicePrefix = "/dev/video";

    private const string DeviceFolder = "/dev/";

    private readonly Func<VideoCapture> _open;
    private VideoCapture? _capture;

    /// <param name="device">Number of the camera, from 0: /dev/video0 on Linux.</param>
    public DeviceSource(int device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(device);
        NativeOpenCv.Require();
        Name = $"{DevicePrefix}{device}";
        _open = () => new VideoCapture(device);
    }

    /// <param name="path">
    /// A device of video4linux under any name, such as a link in /dev/v4l/by-id, which stays the same when cameras are
    /// plugged in another order.
    /// </param>
    public DeviceSource(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NativeOpenCv.Require();
        Name = path;
        _open = () => new VideoCapture(path, VideoCaptureAPIs.V4L2);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool IsLive => true;

    /// <inheritdoc/>
    public override double? FramesPerSecond => _capture is { Fps: > 0 and < 1000 } capture ? capture.Fps : null;

    /// <inheritdoc/>
    public override void Connect(CancellationToken cancellationToken)
    {
        Disconnect();
        _capture = _open();
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

    /// <summary>Whether a file that exists is a device, by itself or as the end of a link.</summary>
    internal static bool IsDevice(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        // Files in the memory of /dev/shm have a length.
        return target.StartsWith(DeviceFolder, StringComparison.Ordinal) && new FileInfo(target).Length == 0;
    }

    internal static bool TryParse(string address, out int device)
    {
        ReadOnlySpan<char> number = address.StartsWith(DevicePrefix, StringComparison.Ordinal)
            ? address.AsSpan(DevicePrefix.Length)
            : address;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out device);
    }
}
