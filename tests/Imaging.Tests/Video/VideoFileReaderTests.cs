using DetectionSdk.Imaging.Video;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests.Video;

/// <summary>Clips that ffmpeg makes here, with what is known about them. Some change PATH.</summary>
[Collection(nameof(VideoFileReaderTests))]
public sealed class VideoFileReaderTests : IDisposable
{
    private const string Scene = "-f lavfi -i testsrc=size=160x120:rate=10:duration=1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sizes_and_pixel_formats_may_change_inside_a_file()
    {
        FfmpegTool.Run($"{Scene} -c:v mjpeg -pix_fmt yuvj422p -f mjpeg {{0}}", _folder.File("first"));
        FfmpegTool.Run(
            "-f lavfi -i testsrc=size=322x181:rate=10:duration=1 -c:v mjpeg -pix_fmt yuvj420p -f mjpeg {0}",
            _folder.File("second"));
        string clip = _folder.Write(
            "clip.mjpeg", [.. File.ReadAllBytes(_folder.File("first")), .. File.ReadAllBytes(_folder.File("second"))]);
        (List<Size> sizes, _, _) = Read(clip);
        Assert.Equal(
            [.. Enumerable.Repeat(new Size(160, 120), 10), .. Enumerable.Repeat(new Size(322, 181), 10)], sizes);
    }

    [Fact]
    public void Every_frame_has_its_own_time()
    {
        string clip = _folder.File("clip.mkv");
        FfmpegTool.Run($"{Scene} -vf setpts=if(lt(N\\,5)\\,N/10\\,N/2-2)/TB -c:v mjpeg {{0}}", clip);
        (_, List<TimeSpan?> times, _) = Read(clip);
        double[] expected = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1, 1.5, 2, 2.5];
        Assert.Equal(expected, times.Select(t => Math.Round(t!.Value.TotalSeconds, 2)));
    }

    [Fact]
    public void Pixels_that_are_not_square_are_made_so()
    {
        string clip = _folder.File("clip.mkv");
        FfmpegTool.Run($"{Scene} -vf setsar=2 -c:v mjpeg {{0}}", clip);
        Assert.All(Read(clip).Sizes, size => Assert.Equal(new Size(320, 120), size));
    }

    [Theory]
    [InlineData("-c:v mjpeg -q:v 1 -pix_fmt yuvj444p")]
    [InlineData("-c:v ffv1 -pix_fmt yuv444p")]
    public void Colours_are_right_in_either_range(string coding)
    {
        string clip = _folder.File("clip.mkv");
        FfmpegTool.Run(
            $"-f lavfi -i color=0x304090:size=64x48:rate=10:duration=1 {coding} {{0}}", clip);
        using VideoFileReader reader = VideoFileReader.Open(clip);
        using Mat frame = new();
        Assert.True(reader.Read(frame));
        Vec3b pixel = frame.At<Vec3b>(10, 10);
        Assert.InRange(pixel.Item0, 0x8E, 0x92);
        Assert.InRange(pixel.Item1, 0x3E, 0x42);
        Assert.InRange(pixel.Item2, 0x2E, 0x32);
    }

    [Theory]
    [InlineData("12:30:00.mkv")]
    [InlineData("-y.mkv")]
    [InlineData("%03d 100%.mkv")]
    [InlineData("file:http:x.mkv")]
    [InlineData("a'b\"c\\d?e#f.mkv")]
    [InlineData("2024")]
    public void A_file_may_have_any_name(string name)
    {
        FfmpegTool.Run($"{Scene} -c:v mjpeg {{0}}", _folder.File("clip.mkv"));
        File.Move(_folder.File("clip.mkv"), _folder.File(name));
        Assert.Equal(10, Read(_folder.File(name)).Sizes.Count);
    }

    [Theory]
    [InlineData("clip.mp4", "-c:v mpeg4 -movflags faststart", " of 100 frames")]
    [InlineData("clip.mkv", "-c:v mpeg4", " of 100 frames")]
    [InlineData("clip.avi", "-c:v mpeg4", " frames")]
    [InlineData("clip.webm", "-c:v libvpx -deadline realtime", " of 100 frames")]
    public void A_file_that_is_cut_gives_its_frames_and_says_so(string name, string coding, string counted)
    {
        string clip = _folder.File(name);
        FfmpegTool.Run($"-f lavfi -i testsrc=size=160x120:rate=10:duration=10 {coding} {{0}}", clip);
        byte[] whole = File.ReadAllBytes(clip);
        File.WriteAllBytes(clip, whole[..(whole.Length * 6 / 10)]);
        using VideoFileReader reader = VideoFileReader.Open(clip);
        using Mat frame = new();
        int count = 0;
        VideoSourceException error = Assert.Throws<VideoSourceException>(() =>
        {
            for (; reader.Read(frame); count++) { }
        });
        Assert.InRange(count, 20, 90);
        Assert.StartsWith(
            $"'{clip}' ends early or is damaged at its end: {count}{counted}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_in_the_middle_is_told_and_the_rest_is_read()
    {
        string clip = _folder.File("clip.avi");
        FfmpegTool.Run("-f lavfi -i testsrc=size=160x120:rate=10:duration=10 -c:v mpeg4 {0}", clip);
        byte[] bytes = File.ReadAllBytes(clip);
        for (int i = bytes.Length / 3; i < (bytes.Length / 3) + 1500; i++) bytes[i] ^= 0x5A;
        File.WriteAllBytes(clip, bytes);
        (List<Size> sizes, _, string? problem) = Read(clip);
        Assert.True(sizes.Count > 80, $"{sizes.Count} frames");
        Assert.StartsWith($"'{clip}' is damaged in places", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sound_file_is_whole_and_without_a_problem()
    {
        string clip = _folder.File("clip.mp4");
        FfmpegTool.Run($"{Scene} -c:v mpeg4 {{0}}", clip);
        (List<Size> sizes, _, string? problem) = Read(clip);
        Assert.Equal((10, null), (sizes.Count, problem));
    }

    [Fact]
    public void Sound_that_is_longer_than_the_picture_is_no_damage()
    {
        string clip = _folder.File("clip.mkv");
        FfmpegTool.Run($"{Scene} -f lavfi -i sine=duration=5 -c:v mjpeg -c:a pcm_s16le {{0}}", clip);
        Assert.Equal(10, Read(clip).Sizes.Count);
    }

    [Fact]
    public void What_is_no_video_is_named()
    {
        string text = _folder.Write("notes.mp4", "no video");
        VideoSourceException error = Assert.Throws<VideoSourceException>(() => VideoFileReader.Open(text));
        Assert.StartsWith($"'{text}' does not open: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("it is damaged or no video.", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            "'nothing.mp4' does not exist.",
            Assert.Throws<VideoSourceException>(() => VideoFileReader.Open("nothing.mp4")).Message);
    }

    [Fact]
    public void Without_ffmpeg_opencv_reads_plain_files()
    {
        string clip = _folder.File("clip.avi");
        FfmpegTool.Run($"{Scene} -c:v mjpeg {{0}}", clip);
        WithPath("/nowhere", () =>
        {
            (List<Size> sizes, List<TimeSpan?> times, _) = Read(clip);
            Assert.Equal(10, sizes.Count);
            Assert.Equal(0.9, times[^1]!.Value.TotalSeconds, 2);
            Assert.Contains(
                "install it", Assert.Throws<VideoSourceException>(
                    () => VideoFileReader.Open(_folder.Write("notes.mp4", "no video"))).Message,
                StringComparison.Ordinal);
        });
    }

    // Shell scripts that stand for other generations: one refuses the old word, the other the new one.
    [Theory]
    [InlineData("9.0.2", "-vsync")]
    [InlineData("n5.1", "-vsync")]
    [InlineData("4.4.2-0ubuntu", "-fps_mode")]
    public void Every_generation_of_ffmpeg_is_asked_in_its_own_words(string version, string unknown)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        string clip = _folder.File("clip.mkv");
        FfmpegTool.Run($"{Scene} -c:v mjpeg {{0}}", clip);
        WriteScript($"""
            [ "$1" = -version ] && echo "ffmpeg version {version} Copyright" && exit
            case " $* " in *" {unknown} "*) echo "Unrecognized option '{unknown[1..]}'." >&2; exit 8;; esac
            exec "{FfmpegTool.Require()}" "$@"
            """);
        WithPath(_folder.Path, () => Assert.Equal(10, Read(clip).Sizes.Count));
    }

    [Fact]
    public void An_ffmpeg_that_does_not_run_is_not_called_absent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        string clip = _folder.Write("clip.mkv", "a clip");
        WriteScript("""
            [ "$1" = -version ] && echo "ffmpeg version 5.1.9" && exit
            printf '[error] the first word\n[error] the last word\n' >&2
            exit 1
            """);
        WithPath(_folder.Path, () =>
        {
            string message = Assert.Throws<VideoSourceException>(() => VideoFileReader.Open(clip)).Message;
            Assert.Contains("does not open: the first word; the last word", message, StringComparison.Ordinal);
            File.WriteAllText(_folder.File("ffmpeg"), "#!/no/such/shell\n");
            message = Assert.Throws<VideoSourceException>(() => VideoFileReader.Open(clip)).Message;
            Assert.Contains("ffmpeg does not start: ", message, StringComparison.Ordinal);
            Assert.DoesNotContain("PATH", message, StringComparison.Ordinal);
        });
    }

    private void WriteScript(string text)
    {
        string script = _folder.Write("ffmpeg", "#!/bin/sh\n" + text.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void WithPath(string path, Action action)
    {
        string? before = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", path);
            action();
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    private static (List<Size> Sizes, List<TimeSpan?> Times, string? Problem) Read(string path)
    {
        using VideoFileReader reader = VideoFileReader.Open(path);
        using Mat frame = new();
        List<Size> sizes = [];
        List<TimeSpan?> times = [];
        while (reader.Read(frame))
        {
            sizes.Add(frame.Size());
            times.Add(reader.FrameTime);
        }
        return (sizes, times, reader.Problem);
    }
}
