using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class DegradationJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DegradationJobTests()
    {
        foreach ((string name, int side) in new[] { ("a.png", 96), ("sub/b.jpg", 80), ("c.bmp", 64) })
        {
            using Mat image = TestImages.Scene(side, 72);
            _folder.Write(Path.Combine("in", name), image.ImEncode(Path.GetExtension(name)));
        }
        _folder.Write("in/notes.txt", "not an image");
    }

    private string Input => _folder.File("in");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_image_is_degraded_and_recorded()
    {
        DegradationJob job = DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, seed: 1);
        Assert.Equal(["a.png", "c.bmp", "sub/b.jpg"], job.Files);
        List<DegradationJobProgress> progress = [];
        DegradationJobSummary summary = job.RunToEnd(new Recorder(progress));

        Assert.Equal((3, 0, 0), (summary.Written, summary.Skipped, summary.Failures.Count));
        Assert.Equal([1, 2, 3], progress.Select(p => p.Done).Order());
        Assert.Equal(["a.png", "c.png", "plans.jsonl", "sub/b.png"], Relative(_folder.File("out")));
        IReadOnlyList<PlanLine> lines = PlanLine.Read(_folder.File("out/plans.jsonl"));
        Assert.Equal(["a.png", "c.bmp", "sub/b.jpg"], lines.Select(line => line.File));
        Assert.Equal(3, lines.Select(line => line.Seed).Distinct().Count());

        using Mat image = Cv2.ImRead(_folder.File("in/sub/b.jpg")), written = Cv2.ImRead(_folder.File("out/sub/b.png"));
        using Mat expected = DegradationPipeline.CocoD.Sample(lines[2].Seed, image.Size()).Apply(image);
        Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(written));
    }

    [Fact]
    public void A_replay_gives_the_same_bytes_and_the_same_log()
    {
        WriteClip(frames: 5);
        DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.Cctv, seed: 3).RunToEnd(threads: 4);
        DegradationJob.Replay(Input, _folder.File("again"), _folder.File("out/plans.jsonl")).RunToEnd(threads: 1);

        string[] files = Relative(_folder.File("out"));
        Assert.Equal(5, files.Length);
        Assert.Equal(files, Relative(_folder.File("again")));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_folder.File("out/" + file)), File.ReadAllBytes(_folder.File("again/" + file))));
    }

    [Fact]
    public void An_interrupted_job_goes_on_where_it_stopped()
    {
        DegradationJob Job(string output) => DegradationJob.Draw(Input, _folder.File(output), DegradationPipeline.CocoD, seed: 1);
        Job("whole").RunToEnd();

        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Job("out").Run(new Canceller(stop), threads: 1, stop.Token));
        Assert.Single(PlanLine.Read(_folder.File("out/plans.jsonl")));
        File.AppendAllText(_folder.File("out/plans.jsonl"), "{\"file\":\"c.b");

        DegradationJobSummary summary = Job("out").RunToEnd();
        Assert.Equal((2, 1), (summary.Written, summary.Skipped));
        foreach (string file in Relative(_folder.File("whole")))
            Assert.Equal(File.ReadAllBytes(_folder.File("whole/" + file)), File.ReadAllBytes(_folder.File("out/" + file)));
        Assert.Equal((0, 3), (Job("out").RunToEnd() is var last ? last.Written : -1, last.Skipped));
    }

    [Fact]
    public void A_lost_result_is_made_again()
    {
        DegradationJob job = DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, seed: 1);
        job.RunToEnd();
        byte[] before = File.ReadAllBytes(_folder.File("out/a.png"));
        File.Delete(_folder.File("out/a.png"));
        Assert.Equal(1, job.RunToEnd().Written);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("out/a.png")));
    }

    [Fact]
    public void Frames_of_a_clip_share_the_camera_but_not_the_noise()
    {
        WriteClip(frames: 4);
        DegradationPipeline pipeline = new([new DownsampleOptions { Scale = (2, 3) }, new GaussianNoiseOptions { StandardDeviation = 20 }]);
        DegradationJob.Draw(_folder.File("in/clip.avi"), _folder.File("out"), pipeline, seed: 1).RunToEnd();

        DegradationPlan plan = Assert.Single(PlanLine.Read(_folder.File("out/plans.jsonl"))).Plan;
        Assert.Equal((0, 0), (plan.OutputSize.Width % 2, plan.OutputSize.Height % 2));
        using VideoCapture source = new(_folder.File("in/clip.avi")), clip = new(_folder.File("out/clip.avi"));
        using Mat frame = new(), degraded = new();
        HashSet<string> seen = [];
        for (int index = 0; index < 4; index++)
        {
            Assert.True(source.Read(frame) && clip.Read(degraded));
            using Mat expected = plan.ForFrame(index).Apply(frame);
            Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(degraded));
            Assert.True(seen.Add(Convert.ToHexString(TestImages.Bytes(degraded))));
        }
        Assert.False(clip.Read(degraded));
        Assert.Equal(10, clip.Fps);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_reported_and_the_others_go_on()
    {
        _folder.Write("in/broken.jpg", "no picture");
        _folder.Write("in/broken.mp4", "no clip");
        using Mat tiny = TestImages.Flat(5, 5, 9);
        _folder.Write("in/tiny.png", tiny.ImEncode(".png"));
        DegradationPipeline pipeline = new([new GaussianBlurOptions { KernelSize = 21 }]);
        DegradationJobSummary summary = DegradationJob.Draw(Input, _folder.File("out"), pipeline, seed: 1).RunToEnd();

        Assert.Equal(3, summary.Written);
        Assert.Equal(["broken.jpg", "broken.mp4", "tiny.png"], summary.Failures.Select(failure => failure.File));
        Assert.Contains("not an image", summary.Failures[0].Message, StringComparison.Ordinal);
        Assert.Contains("5 x 5 px is too small", summary.Failures[2].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Relative(_folder.File("out")), file => file.Contains("broken") || file.Contains("tmp"));
    }

    [Fact]
    public void Another_job_into_the_same_folder_is_refused()
    {
        DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, seed: 1).RunToEnd();
        DegradationException error = Assert.Throws<DegradationException>(() => DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, seed: 2).RunToEnd());
        Assert.Contains("another pipeline or seed", error.Message, StringComparison.Ordinal);

        _folder.Write("foreign/a.png", "mine");
        error = Assert.Throws<DegradationException>(() => DegradationJob.Draw(Input, _folder.File("foreign"), DegradationPipeline.CocoD, seed: 1).RunToEnd());
        Assert.Contains("a.png exists", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File("foreign/a.png")));
    }

    [Fact]
    public void Inputs_that_make_no_sense_are_refused()
    {
        Refused("nothing to degrade", () => DegradationJob.Draw(_folder.File("absent"), _folder.File("out"), DegradationPipeline.CocoD, 1));
        Refused("the output folder is the input", () => DegradationJob.Draw(Input, Input + "/", DegradationPipeline.CocoD, 1));
        _folder.Write("plans.jsonl", "{\"file\":1}\n");
        Refused("plans.jsonl: The line 1", () => DegradationJob.Replay(Input, _folder.File("out"), _folder.File("plans.jsonl")));
        DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, 1).RunToEnd();
        File.Delete(_folder.File("in/a.png"));
        Refused("lacks 1 of its files; the first is a.png", () => DegradationJob.Replay(Input, _folder.File("again"), _folder.File("out/plans.jsonl")));
        File.Copy(_folder.File("in/c.bmp"), _folder.File("in/c.png"));
        Refused("c.bmp and c.png would both become c.png", () => DegradationJob.Draw(Input, _folder.File("out2"), DegradationPipeline.CocoD, 1));

        static void Refused(string message, Action action) =>
            Assert.Contains(message, Assert.Throws<DegradationException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_folder_inside_the_input_is_not_degraded_again()
    {
        DegradationJob.Draw(Input, _folder.File("in/out"), DegradationPipeline.CocoD, seed: 1).RunToEnd();
        Assert.Equal(3, DegradationJob.Draw(Input, _folder.File("in/out"), DegradationPipeline.CocoD, seed: 1).Files.Count);
    }

    [Fact]
    public void A_file_where_the_output_folder_should_be_is_an_error()
    {
        _folder.Write("out", "a file");
        Assert.ThrowsAny<IOException>(() => DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, 1).RunToEnd());
    }

    [Fact]
    public void A_sheet_shows_originals_and_results()
    {
        WriteClip(frames: 1);
        using Mat sheet = DegradationJob.Draw(Input, _folder.File("out"), DegradationPipeline.CocoD, seed: 1).DrawSheet(count: 3);
        Assert.Equal(MatType.CV_8UC3, sheet.Type());
        // Two entries a row, each two cells of 320 px: the original of the first begins at the margin.
        using Mat original = Cv2.ImRead(_folder.File("in/a.png")), shown = new(sheet, new Rect(12, 12, 320, 240));
        using Mat expected = new();
        Cv2.Resize(original, expected, new Size(320, 240), interpolation: InterpolationFlags.Area);
        Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(shown));
    }

    private void WriteClip(int frames)
    {
        using VideoWriter writer = new(_folder.File("in/clip.avi"), FourCC.FromString("FFV1"), 10, new Size(98, 74));
        for (int i = 0; i < frames; i++)
        {
            using Mat frame = TestImages.Scene(98 + i, 74);
            using Mat part = new(frame, new Rect(i, 0, 98, 74));
            writer.Write(part.Clone());
        }
    }

    private static string[] Relative(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];

    private sealed class Recorder(List<DegradationJobProgress> reports) : IProgress<DegradationJobProgress>
    {
        public void Report(DegradationJobProgress value)
        {
            lock (reports) reports.Add(value);
        }
    }

    private sealed class Canceller(CancellationTokenSource stop) : IProgress<DegradationJobProgress>
    {
        public void Report(DegradationJobProgress value) => stop.Cancel();
    }
}

internal static class DegradationJobRunning
{
    public static DegradationJobSummary RunToEnd(this DegradationJob job, IProgress<DegradationJobProgress>? progress = null, int threads = 0) =>
        job.Run(progress, threads, TestContext.Current.CancellationToken);
}
