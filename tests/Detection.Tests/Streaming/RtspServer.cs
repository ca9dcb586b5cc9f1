using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DetectionSdk.Tests.Streaming;

/// <summary>
/// GStreamer's RTSP server on loopback, in a process of its own that can be killed and started again on the same port.
/// </summary>
internal sealed class RtspServer : IDisposable
{
    private readonly string _clip;
    private readonly int _port = FreePort();
    private Process? _process;

    public RtspServer(string clip)
    {
        _clip = clip;
        Start();
    }

    public string Address => $"rtsp://127.0.0.1:{_port}/camera";

    /// <summary>Skips the test where the server cannot run.</summary>
    public static void Require()
    {
        const string check =
            "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import Gst, GstRtspServer; "
            + "Gst.init(None); exit(0 if Gst.ElementFactory.find('qtdemux') and Gst.ElementFactory.find('rtph264pay') "
            + "else 1)";
        Assert.SkipUnless(File.Exists("/usr/bin/python3") && Run("/usr/bin/python3", "-c", check) == 0,
            "GStreamer's RTSP server is absent: this test needs it (apt-get install python3-gi "
            + "gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good).");
    }

    public void Start()
    {
        _process = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/python3",
                [
                    Path.Combine(AppContext.BaseDirectory, "Streaming", "rtsp-server.py"), _clip, $"{_port}"
                ]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", _process.StandardOutput.ReadLine());
    }

    public void Kill()
    {
        if (_process is null) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();

    public static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
