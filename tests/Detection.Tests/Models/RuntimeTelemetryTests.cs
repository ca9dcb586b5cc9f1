using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OpenCvSharp;

namespace DetectionSdk.Tests.Models;

/// <summary>
/// ONNX Runtime's telemetry, watched from outside: this test program is started again with an empty home, in a network
/// namespace of its own so that nothing can leave the machine, and with itself as the only name server.
/// </summary>
public sealed class RuntimeTelemetryTests : IDisposable
{
    private const string IsChild = "DETECTIONSDK_TELEMETRY_CHILD";
    private const string Isolate =
        "mount --bind \"$0\" /etc/resolv.conf && ip link set lo up && exec \"$@\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_detection_leaves_no_file_and_looks_no_name_up()
    {
        Assert.Equal("ok", Watch(telemetry: null));
        Assert.Empty(Directory.GetFiles(Home, "*", SearchOption.AllDirectories));
    }

    // Shows that what the test above watches is watched, and that the switch works.
    [Fact]
    public void The_documented_switch_leaves_telemetry_on()
    {
        Watch(telemetry: "0");
        Assert.NotEmpty(Directory.GetFiles(Home, "*", SearchOption.AllDirectories));
    }

    /// <summary>Runs in the child: one detection, while whoever asks for a name is heard.</summary>
    [Fact]
    public async Task Child()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(IsChild) is not null, "Runs as a child of the tests beside it.");
        using UdpClient nameServer = new(new IPEndPoint(IPAddress.Loopback, 53));
        using (Detector detector = Detector.Load(DetectorTests.CellMeans([1, 3, 64, 64])))
        {
            using Mat image = DetectorTests.Scenery(64, 64, 1);
            Assert.NotEmpty(detector.Detect(image).Objects);
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
        Assert.Equal(0, nameServer.Available);
        // a look-up does reach this socket
        _ = Dns.GetHostAddressesAsync("telemetry.invalid");
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        Assert.NotEmpty((await nameServer.ReceiveAsync(patience.Token)).Buffer);
        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(IsChild)!, "ok");
    }

    private string Home => Path.GetDirectoryName(_folder.File("home/x"))!;

    private string Watch(string? telemetry)
    {
        Assert.SkipUnless(CanIsolate(), "Needs unshare with user, network and mount namespaces.");
        Directory.CreateDirectory(Home);
        string verdict = _folder.File("verdict");
        string resolver = _folder.Write("resolv.conf", "nameserver 127.0.0.1\n"u8.ToArray());
        ProcessStartInfo start = new(
            "unshare",
            [
                "-rnm", "sh", "-c", Isolate, resolver, .. Program, "-method",
                $"*{nameof(RuntimeTelemetryTests)}.{nameof(Child)}"
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // nothing is inherited: ONNX Runtime also keeps still where a variable such as CI says that a build server runs
        string[] needed = ["PATH", "LD_LIBRARY_PATH", "DOTNET_ROOT"];
        foreach (string name in start.Environment.Keys.Except(needed).ToArray())
            start.Environment.Remove(name);
        if (telemetry is not null) start.Environment[RuntimeTelemetry.Variable] = telemetry;
        start.Environment["HOME"] = Home;
        start.Environment[IsChild] = verdict;
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return File.Exists(verdict) ? File.ReadAllText(verdict) : output;
    }

    private static string[] Program
    {
        get
        {
            string host = Environment.ProcessPath!;
            string assembly = typeof(RuntimeTelemetryTests).Assembly.Location;
            return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, assembly] : [host];
        }
    }

    private static bool CanIsolate()
    {
        if (!OperatingSystem.IsLinux()) return false;
        ProcessStartInfo start = new("unshare", ["-rnm", "sh", "-c", "ip link set lo up"])
        {
            RedirectStandardError = true,
        };
        try
        {
            using Process probe = Process.Start(start)!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
