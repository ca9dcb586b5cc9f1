using System.Text.Json;
using DetectionSdk.Tests.Streaming;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Tests.Watching;

/// <summary>Drawn clips through the whole of it: source, detector, tracker, rules and outputs.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class CameraWatchTests : IDisposable
{
    private const int Side = 128;

    private readonly TemporaryFolder _folder = new();
    private Detector? _detector;

    public void Dispose()
    {
        _detector?.Dispose();
        _folder.Dispose();
    }

    // A square of 16 pixels walks down at x = 40 by 4 pixels a frame: its foot is at 16, 20, ... 128.
    [Fact]
    public async Task A_square_that_walks_through_the_picture_is_counted_alarmed_and_recorded()
    {
        WatchRules rules = new()
        {
            Lines = [new CountingLine("road", new(0, 60), new(Side, 60))],
            Zones =
            [
                new Zone("yard", [new(0, 80), new(Side, 80), new(Side, 101), new(0, 101)])
                {
                    AlarmAfter = TimeSpan.FromSeconds(0.1),
                },
            ],
        };
        string films = _folder.File("films"), log = _folder.File("events.jsonl");
        using (EventFile events = new(log))
        {
            using CameraWatch watch = Watch(rules, 29, frame => Square(40, 4 * frame));
            await watch.RunAsync([events, new Recording(films, 25)]);
            Assert.Equal((null, true, 29, 1), Of(watch.Status));
            Assert.Equal((1, 0), (watch.Lines[0].Forward, watch.Lines[0].Backward));
            Assert.Equal((0, 1), (watch.Zones[0].Inside, watch.Zones[0].Entered));
        }
        // Past the line by 1.6 pixels at 64: frame 12; in at 80: frame 16; three frames later 0.12 s; out at 104.
        Assert.Equal(
            [
                "appeared 0", "crossed 12", "entered 16", "alarm 19", "left 22", "gone 28",
            ],
            File.ReadLines(log).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(json => $"{json.GetProperty("event").GetString()} {json.GetProperty("frame").GetInt32()}"));
        string film = Assert.Single(Directory.GetFiles(films));
        Assert.Equal((29, true), (Film.FramesOf(film), Film.IsForBrowsers(film)));
    }

    [Fact]
    public async Task Nobody_sees_what_is_masked()
    {
        WatchRules rules = new() { Masks = [[new(30, 0), new(70, 0), new(70, Side), new(30, Side)]] };
        Pictures pictures = new();
        using CameraWatch watch = Watch(rules, 20, frame => Square(40, 4 * frame));
        await watch.RunAsync([pictures]);
        Assert.Equal((null, true, 20, 0), Of(watch.Status));
        Assert.Equal((0, 0), (pictures.Objects, pictures.Brightest));
    }

    [Fact]
    public async Task A_zone_outside_of_the_picture_ends_the_camera_with_a_word()
    {
        WatchRules rules = new() { Zones = [new Zone("yard", [new(0, 0), new(200, 0), new(0, 20)])] };
        using CameraWatch watch = Watch(rules, 20, frame => Square(40, 4 * frame));
        await watch.RunAsync([]);
        Assert.Equal("Zone 'yard' reaches (200, 0), outside of the picture of 128 x 128 pixels.", watch.Status.Error);
        Assert.Equal(0, watch.Status.Processed);
    }

    [Fact]
    public async Task A_picture_that_changes_its_size_is_not_shown_under_the_masks_of_the_other()
    {
        WatchRules rules = new() { Masks = [[new(0, 0), new(9, 0), new(0, 9)]] };
        using CameraWatch watch = Watch(
            rules, 20, frame => new Mat(frame < 5 ? Side : 2 * Side, Side, MatType.CV_8UC3, Scalar.Black));
        await watch.RunAsync([]);
        Assert.Equal(
            "'drawn' changes its picture from 128 x 128 to 128 x 256 pixels; zones, lines and masks are for the "
            + "former.", watch.Status.Error);
    }

    [Fact]
    public async Task An_output_that_fails_ends_its_camera_alone()
    {
        using CameraWatch watch = Watch(new WatchRules(), 20, frame => Square(40, 4 * frame));
        await watch.RunAsync([new Full()]);
        Assert.Equal(("the disk is full", true), (watch.Status.Error, watch.Status.HasEnded));
        Assert.Equal(1, watch.Status.Processed);
    }

    [Fact]
    public async Task A_camera_that_is_lost_is_told_of_at_once_and_when_it_is_back()
    {
        string log = _folder.File("events.jsonl");
        _detector = BrightSpot.Load(_folder, Side);
        ScriptedSource camera = new(frames: 6, isLive: true)
        {
            Size = new Size(Side, Side), LossesBefore = [3], Period = TimeSpan.FromMilliseconds(1),
        };
        using (EventFile events = new(log))
        using (CameraWatch watch = new(camera, _detector))
        {
            await watch.RunAsync([events]);
            Assert.Equal((null, 1), (watch.Status.Error, watch.Status.Gaps));
        }
        Assert.Equal(
            ["lost", "returned"],
            File.ReadLines(log).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(json => json.GetProperty("reason").GetString() == "the scripted camera hung up")
                .Select(json => json.GetProperty("event").GetString()));
    }

    [Fact]
    public async Task A_camera_that_breaks_down_leaves_a_recording_that_is_whole()
    {
        string films = _folder.File("films");
        using CameraWatch watch = Watch(
            new WatchRules(), 20, frame => frame < 10 ? Square(40, 40) : throw new VideoSourceException("gone"));
        await watch.RunAsync([new Recording(films, 25)]);
        Assert.Equal("gone", watch.Status.Error);
        string film = Assert.Single(Directory.GetFiles(films));
        Assert.Equal((10, true), (Film.FramesOf(film), Film.IsForBrowsers(film)));
    }

    private static (string? Error, bool HasEnded, long Processed, int Alarms) Of(WatchStatus status) =>
        (status.Error, status.HasEnded, status.Processed, status.Alarms);

    private static Mat Square(int x, int y)
    {
        Mat picture = new(Side, Side, MatType.CV_8UC3, Scalar.All(20));
        Cv2.Rectangle(picture, new Rect(x, y, 16, 16), Scalar.White, -1);
        return picture;
    }

    private CameraWatch Watch(WatchRules rules, int frames, Func<int, Mat> draw)
    {
        _detector = BrightSpot.Load(_folder, Side);
        return new CameraWatch(new DrawnClip(frames, draw), _detector, new WatchOptions { Rules = rules });
    }

    private sealed class Full : WatchOutput
    {
        public override void Show(WatchedFrame frame) => throw new IOException("the disk is full");
    }

    private sealed class Pictures : WatchOutput
    {
        public int Objects { get; private set; }

        public double Brightest { get; private set; }

        public override void Show(WatchedFrame frame)
        {
            Objects += frame.Objects.Count;
            using Mat masked = new(frame.Result.Image, new Rect(30, 0, 40, Side));
            Cv2.MinMaxLoc(masked.Reshape(1), out _, out double brightest);
            Brightest = Math.Max(Brightest, brightest);
        }
    }
}
