using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>The program as a shell runs it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clip_is_detected_recorded_and_logged()
    {
        string clip = WriteClip(frames: 50), films = _folder.File("films"), events = _folder.File("events.jsonl");
        (int code, string output, string error) =
            Run(clip, "--model", WriteModel(), "--record", films, "--events", events);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("ended", output, StringComparison.Ordinal);

        string film = Assert.Single(Directory.GetFiles(films));
        using VideoCapture recorded = new(film);
        Assert.Equal((50, 25), (Film.FramesOf(film), recorded.Fps));

        JsonElement[] lines = [.. File.ReadLines(events).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("appeared", lines[0].GetProperty("event").GetString());
        Assert.Equal(
            ("clip.avi", 0, 1, "thing"),
            (
                lines[0].GetProperty("camera").GetString(), lines[0].GetProperty("frame").GetInt32(),
                lines[0].GetProperty("id").GetInt32(), lines[0].GetProperty("class").GetString()));
        Assert.Equal([24, 24, 16, 16], lines[0].GetProperty("box").EnumerateArray().Select(v => v.GetDouble()));
    }

    [Fact]
    public void Several_sources_run_side_by_side_and_one_that_fails_does_not_stop_the_other()
    {
        string clip = WriteClip(frames: 20), broken = _folder.Write("broken.mp4", "no video");
        (int code, string output, _) = Run(clip, broken, "--model", WriteModel(), "--record", _folder.File("films"));
        Assert.Equal(1, code);
        Assert.Contains("damaged", output, StringComparison.Ordinal);
        Assert.Contains(
            "/clip.avi-", Assert.Single(Directory.GetFiles(_folder.File("films"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_is_shown_a_second_time_as_another_model_sees_it()
    {
        (int code, string output, string error) = Run(
            WriteClip(frames: 20), "--model", WriteModel(), "--beside", WriteModel(), "--record",
            _folder.File("films"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("ended", output, StringComparison.Ordinal);
        Assert.Equal([20, 20], Directory.GetFiles(_folder.File("films")).Select(Film.FramesOf));
    }

    [Theory]
    [InlineData("--view 8080 --listen 0.0.0.0", "--listen opens the page to other machines: expected --token too.")]
    [InlineData(
        "--listen somewhere", "--listen is 'somewhere'; expected an IP address such as 192.168.1.5 or 0.0.0.0.")]
    [InlineData("--token short", "--token is 'short'; expected at least 16 characters.")]
    [InlineData("--view 70000", "--view is '70000'; expected a port, 0 to 65535.")]
    [InlineData("--degrade 2", "--degrade is '2'; expected 0 to 1.")]
    [InlineData("--live 0", "--live is '0'; expected above 0, at most 1000 frames per second.")]
    [InlineData("--record out.mp4", "--record is 'out.mp4'; expected a folder, or the name of one to make.")]
    [InlineData(
        "--events /no/such/folder/e.jsonl",
        "--events is '/no/such/folder/e.jsonl'; expected a file in a folder that exists.")]
    [InlineData("--as film", "--as is 'film'; expected live or recording.")]
    public void Parameters_are_checked_before_anything_starts(string arguments, string message)
    {
        (int code, string output, string error) = Run(["clip.avi", "--model", "model.onnx", .. arguments.Split(' ')]);
        Assert.Equal((2, "", $"CameraStream: {message}"), (code, output, error.TrimEnd()));
    }

    [Fact]
    public void A_source_that_does_not_exist_is_named()
    {
        (int code, _, string error) = Run("nothing.mp4", "--model", WriteModel());
        Assert.Equal(1, code);
        Assert.StartsWith("CameraStream: 'nothing.mp4' is neither a video file", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_is_one_line()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string port = $"{((IPEndPoint)other.LocalEndpoint).Port}";
        (int code, string output, string error) = Run(
            WriteClip(frames: 5), "--model", WriteModel(), "--view", port);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith(
            $"CameraStream: The page cannot be served on 127.0.0.1:{port}: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void An_address_of_another_machine_is_one_line()
    {
        (int code, string output, string error) = Run(
            WriteClip(frames: 5), "--model", WriteModel(), "--view", "0", "--listen", "192.0.2.1", "--token",
            "0123456789abcdef");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("CameraStream: The page cannot be served on 192.0.2.1:0: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_damaged_image_of_a_folder_is_left_out_and_told()
    {
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(90));
        Directory.CreateDirectory(_folder.File("frames"));
        image.SaveImage(_folder.File("frames/1.png"));
        _folder.Write("frames/2.png", "no picture");
        (int code, string output, string error) = Run(_folder.File("frames"), "--model", WriteModel());
        Assert.Equal(1, code);
        Assert.Contains("ended", output, StringComparison.Ordinal);
        Assert.Contains("2.png", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string WriteModel() =>
        _folder.Write(
            "model.onnx",
            OnnxStub.Constant(
                [1, 3, 64, 64], [1, 5, 1], [32, 32, 16, 16, 0.9f],
                new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));

    private string WriteClip(int frames)
    {
        string path = _folder.File("clip.avi");
        using VideoWriter writer = new(path, FourCC.FromString("MJPG"), 25, new Size(64, 64));
        for (int i = 0; i < frames; i++)
        {
            using Mat frame = new(64, 64, MatType.CV_8UC3, Scalar.All(i * 4));
            writer.Write(frame);
        }
        return path;
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "DetectionSdk.CameraStream.dll"), .. arguments
            ]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
