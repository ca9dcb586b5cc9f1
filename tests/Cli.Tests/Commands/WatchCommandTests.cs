using System.Text.Json;
using DetectionSdk.Tests;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests.Commands;

/// <summary>Clips of 25 frames a second and a model that sees one thing in their middle, whatever they show.</summary>
public sealed class WatchCommandTests : IDisposable
{
    private const string Around = "0,0:64,0:64,64:0,64";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public WatchCommandTests() =>
        _model = _folder.Write(
            "model.onnx",
            OnnxStub.Constant(
                [1, 3, 64, 64], [1, 5, 1], [32, 32, 16, 16, 0.9f],
                new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clip_is_counted_alarmed_logged_and_recorded()
    {
        string films = _folder.File("films"), events = _folder.File("events.jsonl");
        Detsdk run = Watch(
            WriteClip(30), "--zone", $"all:{Around}", "--alarm", "all:0.4", "--line", "far:0,60:64,60",
            "--events", events, "--record", films, "--record-minutes", "0.0166667");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("clip.avi, all: 1 entered, 0 inside", run.Output, StringComparison.Ordinal);
        Assert.Contains("clip.avi, far: 0 forward, 0 backward", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["appeared 0 0", "entered 0 0", "alarm 10 0.4", "left 29 1.16", "gone 29 1.16"],
            File.ReadLines(events).Select(line => JsonDocument.Parse(line).RootElement).Select(
                json => $"{json.GetProperty("event")} {json.GetProperty("frame")} {json.GetProperty("at")}"));
        string[] recorded = Directory.GetFiles(films);
        Assert.All(
            recorded, film => Assert.Matches(@"^clip\.avi-\d{8}T\d{6}Z\.mp4$", Path.GetFileName(film)));
        Assert.Equal([5, 25], recorded.Select(Film.FramesOf).Order());
    }

    // What a full disk is to ffmpeg a limit of its files' size is: a write that fails.
    [Fact]
    public void A_disk_that_is_full_ends_the_recording_and_not_the_watch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The stand-in is a shell script.");
        string ffmpeg = _folder.Write(
            "bin/ffmpeg", $"#!/bin/bash\ntrap '' XFSZ\nulimit -f 16\nexec {FfmpegTool.Require()} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(ffmpeg, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string films = _folder.File("films"), events = _folder.File("events.jsonl");
        Detsdk run = Detsdk.RunWithPrograms(
            _folder.File("bin"), "watch", WriteNoise(300), "--model", _model, "--events", events, "--record", films);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Matches(
            @"^detsdk: 'noise\.avi' is not recorded any more: '.+/films/noise\.avi-\d{8}T\d{6}Z\.mp4' could not be "
            + @"written by ffmpeg: .*File too large\. What was written is 'noise\.avi-\d{8}T\d{6}Z\.part\.mp4'\.$",
            Assert.Single(run.ErrorLines));
        Assert.Contains("not recorded", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["appeared 0", "gone 299"],
            File.ReadLines(events).Select(line => JsonDocument.Parse(line).RootElement).Select(
                json => $"{json.GetProperty("event")} {json.GetProperty("frame")}"));
        string part = Assert.Single(Directory.GetFiles(films));
        Assert.EndsWith(".part.mp4", part, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_recorded_before_a_kill_plays_is_named_by_the_next_run_and_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is killed by a signal.");
        string films = _folder.File("films"), clip = WriteClip(30);
        Detsdk killed = Detsdk.RunUntil(
            () => Recording.Unfinished(films) is [string part] && new FileInfo(part).Length > 0, "KILL",
            "watch", clip, "--model", _model, "--loop", "--live", "25", "--record", films);
        Assert.Equal(137, killed.ExitCode);
        string left = Assert.Single(Directory.GetFiles(films));
        // ffmpeg ends after detsdk, with a table of the fragments
        SpinWait.SpinUntil(() => File.ReadAllBytes(left).AsSpan().IndexOf("mfra"u8) >= 0, TimeSpan.FromMinutes(1));
        byte[] before = File.ReadAllBytes(left);
        Assert.InRange(Film.FramesOf(left), 1, int.MaxValue);

        Detsdk next = Watch(clip, "--record", films);
        Assert.Equal(
            $"detsdk: Recordings in '{films}' that were not ended play as they are, and stay: "
            + $"{Path.GetFileName(left)}.", Assert.Single(next.ErrorLines));
        Assert.Equal(ExitCode.Success, next.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(left));
        Assert.Equal(30, Film.FramesOf(Assert.Single(Directory.GetFiles(films), film => film != left)));
    }

    [Fact]
    public void Events_go_to_the_standard_output()
    {
        Detsdk run = Watch(WriteClip(6), "--events", "-");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(
            ["appeared", "gone"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
    }

    [Fact]
    public void Rules_beside_a_list_are_refused_and_not_left_out()
    {
        Detsdk run = Watch("cameras.json", "--mask", Around);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(
            "The cameras of 'cameras.json' have rules of their own; expected none on the command line.", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_gives_every_camera_its_name_and_rules()
    {
        WriteClip(6);
        string list = _folder.Write(
            "cameras.json",
            """
            [
              { "source": "clip.avi", "name": "gate",
                "zones": [ { "name": "yard", "corners": [[0, 0], [64, 64], [0, 64]], "alarmAfter": 0 } ],
                "lines": [ { "name": "road", "from": [0, 60], "to": [64, 60] } ] },
              { "source": "clip.avi", "name": "hidden", "masks": [ [[0, 0], [9, 0], [0, 9]] ], "classes": ["thing"] }
            ]
            """);
        Detsdk run = Watch(list);
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("gate, yard: 1 entered, 0 inside", run.Output, StringComparison.Ordinal);
        Assert.Contains("hidden", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is no list of cameras: ")]
    [InlineData("[]", "is no list of cameras: there is no camera in it; expected at least one.")]
    [InlineData("""[{ "source": "a", "zons": [] }]""", "is no list of cameras: The JSON property 'zons'")]
    [InlineData("""[{ "name": "a" }]""", "is no list of cameras: ")]
    [InlineData(
        """[{ "source": "a", "lines": [{ "name": "l", "from": [1], "to": [2, 3] }] }]""",
        "is no list of cameras: a point has 1 numbers; expected [x, y].")]
    [InlineData(
        """[{ "source": "a", "zones": [{ "name": "z", "corners": [[1, 2]] }] }]""",
        "is no list of cameras: Zone 'z' has 1 corners; expected at least 3.")]
    public void A_list_that_is_none_is_one_line(string list, string message)
    {
        Detsdk run = Watch(_folder.Write("cameras.json", list));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"cameras.json' {message}", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--zone yard:0,0:9,9", "--zone is 'yard:0,0:9,9'; expected NAME:X,Y:X,Y:X,Y[:X,Y].")]
    [InlineData("--zone yard:0,0:9,a:9,9", "--zone is 'yard:0,0:9,a:9,9'; expected NAME:X,Y:X,Y:X,Y[:X,Y].")]
    [InlineData("--line road:0,0:9,9:5,5", "--line is 'road:0,0:9,9:5,5'; expected NAME:X,Y:X,Y.")]
    [InlineData("--mask 0,0", "--mask is '0,0'; expected X,Y:X,Y:X,Y[:X,Y].")]
    [InlineData("--alarm yard", "--alarm is 'yard'; expected ZONE:SECONDS.")]
    [InlineData("--alarm yard:5", "--alarm names the zone 'yard', which no --zone is called.")]
    [InlineData("--live 0", "--live is 0; expected above 0, at most 1000 frames per second.")]
    [InlineData("--as film", "--as is film; expected live or recording.")]
    [InlineData("--record out.mp4", "--record is 'out.mp4'; expected a folder, or the name of one to make.")]
    [InlineData(
        "--record /no/such/folder",
        "--record is '/no/such/folder'; expected a folder, or the name of one to make.")]
    [InlineData("--record-minutes 0", "--record-minutes is 0; expected above 0, at most 1440.")]
    [InlineData("--record-keep 0", "--record-keep is 0; expected gigabytes, above 0.")]
    [InlineData(
        "--events /no/such/e.jsonl", "--events is '/no/such/e.jsonl'; expected a file in a folder that exists, or -.")]
    [InlineData(
        "--webhook http://localhost/", "--webhook goes with --events FILE, where events wait until they are taken.")]
    [InlineData(
        "--events e.jsonl --webhook ftp://host/",
        "--webhook is 'ftp://host/'; expected an address such as http://host/path.")]
    public void Wrong_use_is_one_line(string arguments, string message)
    {
        Detsdk run = Watch(["clip.avi", .. arguments.Split(' ')]);
        Assert.Equal((ExitCode.Usage, $"detsdk: {message}"), (run.ExitCode, Assert.Single(run.ErrorLines)));
    }

    [Fact]
    public void One_camera_that_fails_leaves_the_others()
    {
        string broken = _folder.Write("broken.mp4", "no video"), events = _folder.File("events.jsonl");
        Detsdk run = Watch(WriteClip(6), broken, "--zone", "wide:0,0:65,0:0,64", "--events", events);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(
            "detsdk: Zone 'wide' reaches (65, 0), outside of the picture of 64 x 64 pixels.", run.ErrorLines[0]);
        Assert.Contains("broken.mp4", run.ErrorLines[1], StringComparison.Ordinal);

        run = Watch(WriteClip(6), "--classes", "thing,tram");
        Assert.Equal(
            "detsdk: The detector does not know the class 'tram'; expected of: thing.", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_signal_ends_the_watch_with_a_recording_that_is_whole()
    {
        string films = _folder.File("films"), events = _folder.File("events.jsonl");
        Detsdk run = Detsdk.RunUntil(
            () => Recording.Unfinished(films).Count > 0, "INT", "watch", WriteClip(6), "--model", _model, "--loop",
            "--live", "25", "--record", films, "--events", events);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.StartsWith("detsdk: stopping;", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("ended", run.Output, StringComparison.Ordinal);
        Assert.True(Film.IsForBrowsers(Assert.Single(Directory.GetFiles(films))));
    }

    [Fact]
    public void What_an_address_does_not_take_waits_for_the_next_run()
    {
        string events = _folder.File("events.jsonl");
        Detsdk run = Watch(WriteClip(6), "--events", events, "--webhook", "http://localhost:1/hook?token=secret");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        string line = Assert.Single(run.ErrorLines);
        Assert.StartsWith("detsdk: localhost does not answer: ", line, StringComparison.Ordinal);
        Assert.EndsWith(
            $"what it did not take waits in '{events}' for the next run with this address.", line,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadLines(events).Count());
    }

    private Detsdk Watch(params string[] arguments) => Detsdk.Run(["watch", .. arguments, "--model", _model]);

    private string WriteNoise(int frames)
    {
        string path = _folder.File("noise.avi");
        using VideoWriter writer = new(path, FourCC.FromString("MJPG"), 25, new Size(64, 64));
        using Mat frame = new(64, 64, MatType.CV_8UC3);
        RNG random = new(1);
        for (int i = 0; i < frames; i++)
        {
            random.Fill(frame, DistributionType.Uniform, Scalar.All(0), Scalar.All(255));
            writer.Write(frame);
        }
        return path;
    }

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
}
