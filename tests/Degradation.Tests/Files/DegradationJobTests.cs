using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class DegradationJobTests : IDisposable
{
    private static readonly DegradationPipeline Pipeline = DegradationPipeline.CocoD;

    private readonly TemporaryFolder _folder = new();
    private readonly DegradationItem[] _items;

    public DegradationJobTests()
    {
        Cv2.SetTheRNG(5);
        using Mat image = new(90, 120, MatType.CV_8UC3);
        for (int i = 0; i < 6; i++)
        {
            Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
            _folder.Write($"in/deep/{i}.png", image.ToBytes(".png"));
        }
        _items = [.. Enumerable.Range(0, 6).Select(i => new DegradationItem($"deep/{i}.png", $"deep/{i}.png"))];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Outputs_are_those_of_the_pipeline_and_replay_to_the_byte()
    {
        Assert.Empty(Job("one").Run(_items, Pipeline, seed: 7));
        IReadOnlyList<DegradationRecord> records = DegradationRecord.ReadAll(_folder.File("one/plans.jsonl"));
        Assert.Empty(Job("two").Replay(records));

        Assert.Equal(_items, records.Select(r => r.Item));
        AssertEqual("one", "two");
        using Mat source = Cv2.ImRead(_folder.File("in/deep/3.png"));
        using Mat expected = new DegradationAugmentation(Pipeline, 7).Sample(0, 3, source.Size()).Apply(source);
        using Mat actual = Cv2.ImRead(_folder.File("one/deep/3.png"));
        Assert.Equal(0, Cv2.Norm(expected, actual));
    }

    [Fact]
    public void An_interrupted_job_continues_and_ends_equal()
    {
        Job("whole").Run(_items, Pipeline, seed: 7);
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Job("broken").Run(_items, Pipeline, 7, new Stop(stop, after: 2), stop.Token));
        string plans = _folder.File("broken/plans.jsonl");
        File.AppendAllText(plans, "{\"source\":\"deep/5.png\",\"outp");
        Assert.True(Directory.GetFiles(_folder.File("broken/deep")).Length < 6);
        File.Delete(_folder.File("broken/deep/0.png"));

        Assert.Empty(Job("broken").Run(_items, Pipeline, seed: 7));
        AssertEqual("whole", "broken");
    }

    [Fact]
    public void Another_seed_is_not_mixed_into_the_same_folder()
    {
        Job("out").Run(_items, Pipeline, seed: 7);
        byte[] before = File.ReadAllBytes(_folder.File("out/deep/0.png"));
        IReadOnlyList<DegradationFailure> failures = Job("out").Run(_items, Pipeline, seed: 8);
        Assert.Equal(6, failures.Count);
        Assert.Contains("another pipeline or seed", failures[0].Reason, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("out/deep/0.png")));
    }

    [Fact]
    public void Images_that_fail_are_named_and_the_others_are_done()
    {
        _folder.Write("in/text.png", "no image");
        using Mat tiny = new(2, 2, MatType.CV_8UC3);
        _folder.Write("in/tiny.png", tiny.ToBytes(".png"));
        DegradationItem[] items =
        [
            new("text.png", "text.png"), new("none.png", "none.png"), new("tiny.png", "tiny.png"), _items[0]
        ];

        // too wide for 2 x 2 pixels
        DegradationPipeline wide = new([new GaussianBlurOptions { KernelSize = 21, SpreadX = 3 }]);
        IReadOnlyList<DegradationFailure> failures = Job("out").Run(items, wide, seed: 1);
        Assert.Equal(3, failures.Count);
        foreach (string name in (string[])["text.png", "none.png", "tiny.png"])
            Assert.Contains(failures, f => f.Reason.Contains(_folder.File("in/" + name), StringComparison.Ordinal));
        Assert.Equal(
            ["0.png"],
            Directory.GetFiles(_folder.File("out"), "*.png", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public void Outputs_outside_the_folder_are_refused_before_anything_is_done()
    {
        Assert.Throws<DegradationException>(
            () => Job("out").Run([new("deep/0.png", "../escaped.png")], Pipeline, seed: 1));
        Assert.False(File.Exists(_folder.File("escaped.png")));
    }

    [Fact]
    public void An_input_is_never_replaced_by_its_output()
    {
        byte[] before = File.ReadAllBytes(_folder.File("in/deep/0.png"));
        DegradationException error = Assert.Throws<DegradationException>(
            () => Job("in").Run(_items, Pipeline, seed: 1));
        Assert.Contains("is the input itself", error.Message, StringComparison.Ordinal);
        string clip = _folder.Write("in/clip.avi", "a clip");
        Assert.Throws<DegradationException>(() => ClipDegradation.Run(clip, clip, size => Pipeline.Sample(1, size)));
        Assert.Equal(before, File.ReadAllBytes(_folder.File("in/deep/0.png")));
        Assert.Equal("a clip", File.ReadAllText(clip));
    }

    [Fact]
    public void An_input_is_never_replaced_by_the_output_of_another()
    {
        byte[] before = File.ReadAllBytes(_folder.File("in/deep/0.png"));
        DegradationException error = Assert.Throws<DegradationException>(
            () => Job("in").Run([new("deep/1.png", "deep/0.png"), new("deep/0.png", "deep/2.png")], Pipeline, seed: 1));
        Assert.Equal(
            $"The output '{_folder.File("in/deep/0.png")}' of 'deep/1.png' is another input; choose another output "
            + "folder.", error.Message);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("in/deep/0.png")));
    }

    [Fact]
    public void Two_images_with_one_output_are_refused_with_both_names()
    {
        DegradationException error = Assert.Throws<DegradationException>(
            () => Job("out").Run([_items[0], new("deep/1.png", "deep/0.png")], Pipeline, seed: 1));
        Assert.Equal(
            "'deep/0.png' and 'deep/1.png' have one output, 'deep/0.png'; expected one for each.", error.Message);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void Whatever_is_thrown_for_an_image_is_its_own_failure()
    {
        DegradationJob job = new(_folder.File("in"), _folder.File("out"))
        {
            Pictures = index => index == 2
                ? throw new InvalidOperationException("no")
                : Cv2.ImRead(_folder.File($"in/deep/{index}.png")),
        };
        DegradationFailure failure = Assert.Single(job.Run(_items, Pipeline, seed: 1));
        Assert.Equal($"'{_folder.File("in/deep/2.png")}': InvalidOperationException: no", failure.Reason);
        Assert.Equal(5, Directory.GetFiles(_folder.File("out/deep")).Length);
        Assert.Equal(5, DegradationRecord.ReadAll(_folder.File("out/plans.jsonl")).Count);
    }

    [Fact]
    public void Plans_that_enlarge_beyond_memory_fail_one_image()
    {
        DegradationRecord[] records =
        [
            new(_items[0], new DegradationPlan(new Size(120, 90), [new ResizeStep(65500, 65500, ResizeMethod.Area)])),
            new(_items[1], new DegradationPlan(new Size(120, 90), [new ResizeStep(60, 45, ResizeMethod.Area)])),
        ];
        DegradationFailure failure = Assert.Single(Job("out").Replay(records));
        Assert.StartsWith(
            $"'{_folder.File("in/deep/0.png")}': The image after the step '65500 x 65500 Area' is 65500 x 65500 "
            + "pixels, 4290.3 megapixels; the limit is 100,", failure.Reason, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out/deep/1.png")));
    }

    [Fact]
    public void A_second_job_is_kept_out_of_a_folder_that_is_being_written()
    {
        Directory.CreateDirectory(_folder.File("out"));
        using (PlanLog.Open(_folder.File("out"), shard: null))
        {
            IOException error = Assert.Throws<IOException>(() => Job("out").Run(_items, Pipeline, seed: 1));
            Assert.StartsWith(
                $"The output folder '{_folder.File("out")}' cannot be taken, another job may be writing to it: ",
                error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(Job("out").Run(_items, Pipeline, seed: 1));
        Assert.Equal(["plans.jsonl"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_cut_picture_is_refused_and_a_backslash_is_part_of_a_name()
    {
        using Mat image = Cv2.ImRead(_folder.File("in/deep/0.png"));
        byte[] jpeg = image.ToBytes(".jpg");
        _folder.Write("in/cut.jpg", [.. jpeg[..(jpeg.Length / 2)], 0xFF, 0xD9]);
        DegradationFailure failure = Assert.Single(Job("out").Run([new("cut.jpg", "cut.png")], Pipeline, seed: 1));
        Assert.StartsWith($"'{_folder.File("in/cut.jpg")}' is truncated", failure.Reason, StringComparison.Ordinal);
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("in/back\\slash.jpg", jpeg);
        Assert.Empty(Job("out").Run([new("back\\slash.jpg", "back\\slash.png")], Pipeline, seed: 1));
        Assert.True(File.Exists(_folder.File("out/back\\slash.png")));
    }

    [Fact]
    public void The_frame_that_a_source_was_read_in_is_recorded_and_replayed()
    {
        using Mat image = Cv2.ImRead(_folder.File("in/deep/0.png"));
        byte[] jpeg = image.ToBytes(".jpg");
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0,
            0, 0, 0, 0, 0
        ];
        _folder.Write("in/turned.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        DegradationItem stored = new("turned.jpg", "turned.png") { Orientation = ImageOrientation.Stored };
        Assert.Empty(Job("one").Run([stored], Pipeline, seed: 3));
        IReadOnlyList<DegradationRecord> records = DegradationRecord.ReadAll(_folder.File("one/plans.jsonl"));
        Assert.Equal(stored, records[0].Item);
        Assert.Equal(image.Size(), records[0].Plan.InputSize);
        Assert.Empty(Job("two").Replay(records));
        AssertEqual("one", "two");
    }

    [Theory]
    [InlineData("{}\n")]
    [InlineData("not json\n")]
    [InlineData("{\"source\":\"a\",\"output\":\"b\",\"plan\":{\"inputWidth\":0}}\n")]
    public void A_broken_line_is_named(string text)
    {
        string path = _folder.Write("plans.jsonl", text);
        DegradationException error = Assert.Throws<DegradationException>(() => DegradationRecord.ReadAll(path));
        Assert.StartsWith($"{path}:1:", error.Message, StringComparison.Ordinal);
    }

    private DegradationJob Job(string output) => new(_folder.File("in"), _folder.File(output));

    private void AssertEqual(string one, string two)
    {
        string[] files =
        [
            .. Directory.GetFiles(_folder.File(one), "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(_folder.File(one), f)).Order()
        ];
        Assert.Equal(
            files,
            Directory.GetFiles(_folder.File(two), "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(_folder.File(two), f)).Order());
        foreach (string file in files)
            Assert.Equal(
                File.ReadAllBytes(_folder.File($"{one}/{file}")), File.ReadAllBytes(_folder.File($"{two}/{file}")));
    }

    private sealed class Stop(CancellationTokenSource source, int after) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= after) source.Cancel();
        }
    }
}
