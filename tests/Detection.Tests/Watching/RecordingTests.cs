using DetectionSdk.Tests.Streaming;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Tests.Watching;

/// <summary>A drawn clip of 25 frames a second through a watch, recorded at one known moment.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class RecordingTests : IDisposable
{
    private const int Side = 64;

    private static readonly RecordingOptions Options = new() { Clock = new Moment() };

    private readonly TemporaryFolder _folder = new();
    private readonly string _films;
    private readonly Detector _detector;

    public RecordingTests()
    {
        FfmpegTool.Require();
        _films = _folder.File("films");
        _detector = BrightSpot.Load(_folder, Side);
    }

    public void Dispose()
    {
        _detector.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Files_begin_where_the_last_ends_and_no_frame_is_lost_between()
    {
        WatchStatus status = await WatchAsync(
            66, Options with { FileLength = TimeSpan.FromSeconds(1) }, name: "rtsp://gate/1");
        Assert.Equal((null, null, 66), (status.Error, status.Problem, status.Processed));
        Assert.Equal(
            [
                ("rtsp-gate-1-20261127T235958Z.mp4", 25), ("rtsp-gate-1-20261127T235959Z.mp4", 25),
                ("rtsp-gate-1-20261128T000000Z.mp4", 16),
            ],
            Films().Select(film => (Path.GetFileName(film), Film.FramesOf(film))));
        Assert.All(Films(), film => Assert.True(Film.IsForBrowsers(film)));
    }

    [Fact]
    public async Task Files_of_the_same_second_have_names_of_their_own_also_of_another_run()
    {
        RecordingOptions options = Options with { FileLength = TimeSpan.FromSeconds(0.4) };
        await WatchAsync(29, options);
        string[] first = Films();
        byte[][] before = [.. first.Select(File.ReadAllBytes)];
        Assert.Equal(
            [("a-20261127T235958Z-2.mp4", 10), ("a-20261127T235958Z-3.mp4", 9), ("a-20261127T235958Z.mp4", 10)],
            first.Select(film => (Path.GetFileName(film), Film.FramesOf(film))).Order());

        await WatchAsync(29, options);
        Assert.Equal(6, Films().Length);
        Assert.Equal(before, first.Select(File.ReadAllBytes));
    }

    [Fact]
    public async Task A_picture_of_another_size_begins_a_file()
    {
        await WatchAsync(20, Options, draw: frame => Dark(frame < 8 ? Side : 2 * Side));
        Assert.Equal([8, 12], Films().Select(Film.FramesOf).Order());
    }

    [Fact]
    public async Task A_full_disk_ends_the_recording_with_a_sentence_and_the_camera_is_watched_on()
    {
        List<string> told = [];
        WatchStatus status = await WatchAsync(20, Options with { SpareBytes = 1L << 60 }, ended: told.Add);
        Assert.Equal((null, true, 20), (status.Error, status.HasEnded, status.Processed));
        Assert.Matches(
            @"^'a' is not recorded any more: '.+/films' lies on a disk with \d+ MiB of free space, and 1099511627776 "
            + @"MiB are kept for events and to end what is recorded\. The last file is 'a-20261127T235958Z\.mp4'\.$",
            status.Problem);
        Assert.Equal([status.Problem!], told);
        Assert.Empty(Films());
    }

    [Fact]
    public async Task What_was_recorded_before_a_file_failed_stays()
    {
        RecordingOptions options = Options with { FileLength = TimeSpan.FromSeconds(1) };
        string part = Path.Combine(_films, "a-20261127T235959Z.part.mp4");
        WatchStatus status = await WatchAsync(
            60, options, before: new At(40, () => File.Move(part, Path.Combine(_films, "taken away"))));
        Assert.Equal((null, 60), (status.Error, status.Processed));
        Assert.StartsWith("'a' is not recorded any more: ", status.Problem, StringComparison.Ordinal);
        Assert.Equal(25, Film.FramesOf(Path.Combine(_films, "a-20261127T235958Z.mp4")));
    }

    [Fact]
    public async Task Beyond_the_space_that_is_given_the_oldest_of_this_camera_are_deleted()
    {
        string other = _folder.Write("films/aa-20201127T235958Z.mp4", "of another camera");
        string old = _folder.Write("films/a-20201127T235958Z.mp4", new byte[5000]);
        string unfinished = _folder.Write("films/a-20211127T235958Z.part.mp4", new byte[5000]);
        File.SetLastWriteTimeUtc(old, new DateTime(2020, 11, 27));
        File.SetLastWriteTimeUtc(unfinished, new DateTime(2021, 11, 27));
        Assert.Equal([unfinished], Recording.Unfinished(_films));

        await WatchAsync(10, Options with { MostBytes = 9999 });
        Assert.Equal([false, true, true], new[] { old, unfinished, other }.Select(File.Exists));
        await WatchAsync(10, Options with { MostBytes = 1 });
        Assert.Equal([false, true], new[] { unfinished, other }.Select(File.Exists));
        Assert.Equal(10, Film.FramesOf(Assert.Single(Films(), film => film != other)));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_nothing_unfinished_and_a_file_of_no_length_is_wrong_use()
    {
        Assert.Empty(Recording.Unfinished(_folder.File("absent")));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Recording(_films, 25, new RecordingOptions { FileLength = TimeSpan.Zero }));
    }

    private async Task<WatchStatus> WatchAsync(
        int frames, RecordingOptions options, string name = "a", Func<int, Mat>? draw = null,
        Action<string>? ended = null, WatchOutput? before = null)
    {
        Recording recording = new(_films, 25, options);
        recording.Ended += ended;
        using CameraWatch watch = new(
            new DrawnClip(frames, draw ?? (_ => Dark())), _detector, new WatchOptions { Name = name });
        await watch.RunAsync(before is null ? [recording] : [before, recording]);
        return watch.Status;
    }

    private string[] Films() => [.. Directory.GetFiles(_films).Order(StringComparer.Ordinal)];

    private static Mat Dark(int height = Side) => new(height, Side, MatType.CV_8UC3, Scalar.All(20));

    private sealed class At(long index, Action happen) : WatchOutput
    {
        public override void Show(WatchedFrame frame)
        {
            if (frame.Result.Index == index) happen();
        }
    }

    private sealed class Moment : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 27, 23, 59, 58, TimeSpan.Zero);
    }
}
