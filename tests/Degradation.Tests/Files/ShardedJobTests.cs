using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class ShardedJobTests : IDisposable
{
    private static readonly DegradationPipeline Pipeline = DegradationPipeline.CocoD;

    private readonly TemporaryFolder _folder = new();
    private readonly DegradationItem[] _items;

    public ShardedJobTests()
    {
        Cv2.SetTheRNG(5);
        using Mat image = new(60, 80, MatType.CV_8UC3);
        for (int i = 0; i < 9; i++)
        {
            Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
            _folder.Write($"in/{i}.png", image.ToBytes(".png"));
        }
        _items = [.. Enumerable.Range(0, 9).Select(i => new DegradationItem($"{i}.png", $"{i}.png"))];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Seven_shards_and_the_job_that_ends_them_leave_what_one_job_leaves()
    {
        Assert.Empty(Job("one").Run(_items, Pipeline, seed: 7));
        Parallel.For(1, 8, number => Assert.Empty(Job("seven", new Shard(number, 7)).Run(_items, Pipeline, seed: 7)));
        Assert.Equal(7, Directory.GetFiles(_folder.File("seven"), "plans.*-of-7.jsonl").Length);
        Assert.Equal(9, Directory.GetFiles(_folder.File("seven"), "*.png").Length);

        DateTime before = File.GetLastWriteTimeUtc(_folder.File("seven/8.png"));
        Assert.Empty(Job("seven").Run(_items, Pipeline, seed: 7));
        Assert.Equal(before, File.GetLastWriteTimeUtc(_folder.File("seven/8.png")));
        Assert.Equal(Contents("one"), Contents("seven"));
    }

    [Fact]
    public void The_job_that_ends_them_does_what_a_shard_left()
    {
        Job("one").Run(_items, Pipeline, seed: 7);
        Job("two").Run(_items, Pipeline, seed: 7);
        Job("parts", new Shard(2, 3)).Run(_items, Pipeline, seed: 7);
        Assert.Equal(3, Directory.GetFiles(_folder.File("parts"), "*.png").Length);
        Assert.Empty(Job("parts").Run(_items, Pipeline, seed: 7));
        Assert.Equal(Contents("one"), Contents("parts"));
    }

    [Fact]
    public void A_shard_of_another_seed_is_not_mixed_in()
    {
        Job("out", new Shard(1, 3)).Run(_items, Pipeline, seed: 8);
        IReadOnlyList<DegradationFailure> failures = Job("out").Run(_items, Pipeline, seed: 7);
        Assert.Equal(["0.png", "3.png", "6.png"], failures.Select(failure => failure.Item.Source));
        Assert.All(failures, failure =>
            Assert.Contains("another pipeline or seed", failure.Reason, StringComparison.Ordinal));

        Job("whole").Run(_items, Pipeline, seed: 8);
        Assert.Equal(3, Job("whole", new Shard(1, 3)).Run(_items, Pipeline, seed: 7).Count);
    }

    [Fact]
    public void The_job_that_ends_them_waits_for_none_that_still_runs()
    {
        Directory.CreateDirectory(_folder.File("out"));
        Job("out", new Shard(1, 2)).Run(_items, Pipeline, seed: 7);
        using (PlanLog.Open(_folder.File("out"), new Shard(1, 2)))
        {
            Assert.Empty(Job("out", new Shard(2, 2)).Run(_items, Pipeline, seed: 7));
            Assert.Throws<IOException>(() => Job("out").Run(_items, Pipeline, seed: 7));
            Assert.Throws<IOException>(() => Job("out", new Shard(1, 2)).Run(_items, Pipeline, seed: 7));
        }
        Assert.Empty(Job("out").Run(_items, Pipeline, seed: 7));
    }

    [Fact]
    public void Copies_are_the_epochs_of_an_augmentation()
    {
        DegradationItem[] copies =
        [
            .. OutputNames.WithExtension(_items.Select(item => item.Source), ".png", copies: 3)
                .Select((name, index) => new DegradationItem(_items[index / 3].Source, name))
        ];
        DegradationJob job = new(_folder.File("in"), _folder.File("out")) { Copies = 3 };
        Assert.Empty(job.Run(copies, Pipeline, seed: 7));
        using Mat source = Cv2.ImRead(_folder.File("in/4.png")), third = Cv2.ImRead(_folder.File("out/4-3.png"));
        using Mat expected = new DegradationAugmentation(Pipeline, 7).Sample(2, 4, source.Size()).Apply(source);
        Assert.Equal(0, Cv2.Norm(expected, third));
    }

    private DegradationJob Job(string output, Shard? shard = null) =>
        new(_folder.File("in"), _folder.File(output)) { Shard = shard };

    private SortedDictionary<string, string> Contents(string folder) => new(
        Directory.GetFiles(_folder.File(folder)).ToDictionary(
            file => Path.GetFileName(file), file => Convert.ToBase64String(File.ReadAllBytes(file))),
        StringComparer.Ordinal);
}
