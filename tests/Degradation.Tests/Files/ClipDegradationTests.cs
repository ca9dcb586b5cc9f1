using DetectionSdk.Imaging.Video;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class ClipDegradationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_frame_is_the_plan_with_noise_of_its_own()
    {
        string clip = WriteClip(frames: 5);
        (DegradationPlan plan, int frames, string? problem) =
            ClipDegradation.Run(clip, _folder.File("out.avi"), size => DegradationPipeline.CocoD.Sample(3, size));

        Assert.Equal((5, null), (frames, problem));
        using VideoFileReader source = VideoFileReader.Open(clip);
        using VideoCapture output = new(_folder.File("out.avi"));
        using Mat clean = new(), degraded = new();
        for (int frame = 0; frame < frames; frame++)
        {
            Assert.True(source.Read(clean) && output.Read(degraded));
            using Mat expected = plan.ForFrame(frame).Apply(clean);
            Assert.Equal(expected.Size(), degraded.Size());
            Assert.Equal(0, Cv2.Norm(expected, degraded, NormTypes.INF));
        }
        Assert.False(output.Read(degraded));
    }

    [Fact]
    public void The_same_plan_gives_the_same_bytes()
    {
        string clip = WriteClip(frames: 5);
        DegradationPlan plan = ClipDegradation.Run(
            clip, _folder.File("out.avi"), size => DegradationPipeline.Cctv.Sample(3, size)).Plan;
        ClipDegradation.Run(clip, _folder.File("again.avi"), _ => plan);
        Assert.Equal(File.ReadAllBytes(_folder.File("out.avi")), File.ReadAllBytes(_folder.File("again.avi")));
    }

    [Fact]
    public void Frames_share_geometry_but_not_noise()
    {
        DegradationPlan plan = new(
            new Size(64, 48),
            [new ResizeStep(32, 24, ResizeMethod.Area), new GaussianNoiseStep(20, NoiseColor.Color, 9)]);
        using Mat grey = new(48, 64, MatType.CV_8UC3, Scalar.All(128));
        using Mat first = plan.ForFrame(0)
            .Apply(grey), second = plan.ForFrame(1).Apply(grey), again = plan.ForFrame(1).Apply(grey);
        Assert.Equal(first.Size(), second.Size());
        Assert.NotEqual(0, Cv2.Norm(first, second));
        Assert.Equal(0, Cv2.Norm(second, again));
    }

    [Fact]
    public void What_is_no_clip_is_named_and_nothing_is_left()
    {
        string text = _folder.Write("text.mp4", "no clip");
        VideoSourceException error = Assert.Throws<VideoSourceException>(
            () =>
                ClipDegradation.Run(text, _folder.File("out.avi"), size => DegradationPipeline.CocoD.Sample(1, size)));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Equal([text], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_size_that_changes_is_named_with_the_frame_and_nothing_is_left()
    {
        FfmpegTool.Run("-f lavfi -i testsrc=size=64x48:duration=1:rate=10 -c:v mjpeg -f mjpeg {0}", _folder.File("a"));
        FfmpegTool.Run("-f lavfi -i testsrc=size=96x48:duration=1:rate=10 -c:v mjpeg -f mjpeg {0}", _folder.File("b"));
        string clip = _folder.Write(
            "clip.mjpeg", [.. File.ReadAllBytes(_folder.File("a")), .. File.ReadAllBytes(_folder.File("b"))]);
        string[] before = Directory.GetFiles(_folder.Path);
        DegradationException error = Assert.Throws<DegradationException>(
            () => ClipRewriter.Run(clip, _folder.File("out.avi"), (frame, _) => frame.Clone()));
        Assert.Equal(
            $"'{clip}': frame 10 is 96 x 48 pixels, the first was 64 x 48; expected one size.", error.Message);
        Assert.Equal(before.Order(), Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void A_clip_that_is_cut_is_refused_and_nothing_is_left()
    {
        string clip = _folder.File("clip.mkv");
        FfmpegTool.Run("-f lavfi -i testsrc=size=64x48:duration=10:rate=10 -c:v mjpeg {0}", clip);
        File.WriteAllBytes(clip, File.ReadAllBytes(clip)[..40_000]);
        VideoSourceException error = Assert.Throws<VideoSourceException>(
            () => ClipRewriter.Run(clip, _folder.File("out.avi"), (frame, _) => frame.Clone()));
        Assert.Contains(" of 100 frames could be read", error.Message, StringComparison.Ordinal);
        Assert.Equal([clip], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_written_clip_is_whole_to_its_last_byte_and_frame()
    {
        string clip = _folder.File("out.avi");
        ClipRewriter.Run(WriteClip(frames: 5), clip, (frame, _) => frame.Clone());
        byte[] bytes = File.ReadAllBytes(clip);
        Assert.True(WrittenClip.IsWhole(clip, 5));
        Assert.False(WrittenClip.IsWhole(clip, 6));
        foreach (byte[] cut in (byte[][])[bytes[..^1], bytes[..(bytes.Length / 2)], bytes[..3], []])
            Assert.False(WrittenClip.IsWhole(_folder.Write("cut.avi", cut), 5));
    }

    private string WriteClip(int frames)
    {
        string path = _folder.File("clip.avi");
        using VideoWriter writer = new(path, FourCC.MJPG, 10, new Size(64, 48));
        using Mat frame = new(48, 64, MatType.CV_8UC3, new Scalar(60, 120, 180));
        for (int i = 0; i < frames; i++)
        {
            Cv2.Circle(frame, new Point(10 + 8 * i, 20), 6, new Scalar(20 * i, 200, 90), -1);
            writer.Write(frame);
        }
        return path;
    }
}
