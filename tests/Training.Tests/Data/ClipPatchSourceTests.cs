using DetectionSdk.Degradation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class ClipPatchSourceTests : IDisposable
{
    // frame n is of grey level 30 n on its left half, 90 more on its right
    private const int Frames = 6, LevelStep = 30;

    private readonly TemporaryFolder _folder = new();
    private readonly string _clip;

    public ClipPatchSourceTests()
    {
        _clip = _folder.File("clip.avi");
        using VideoWriter writer = new(_clip, FourCC.MJPG, 10, new Size(64, 48));
        for (int frame = 0; frame < Frames; frame++)
        {
            using Mat image = new(48, 64, MatType.CV_8UC3, Scalar.All(LevelStep * frame));
            using Mat right = new(image, new Rect(32, 0, 32, 48));
            right.SetTo(Scalar.All(LevelStep * frame + 90));
            writer.Write(image);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Patches_come_from_all_times_and_places()
    {
        using ClipPatchSource source = new(_clip, patchSize: 16, degradation: null, batchSize: 4, seed: 1);
        Assert.Equal((Frames, new Size(64, 48)), (source.FrameCount, source.FrameSize));
        HashSet<int> times = [];
        HashSet<bool> sides = [];
        for (int step = 0; step < 30; step++)
        {
            using TrainingBatch batch = source.Make(step);
            Assert.True(batch.Images.SequenceEqual(batch.Clean));
            Assert.False(batch.IsDegraded);
            Assert.Null(batch.Targets);
            for (int i = 0; i < 4; i++)
            {
                (int time, int x) = Place(batch.Names[i]);
                Assert.InRange(x, 0, 48);
                times.Add(time);
                if (x is > 16 and < 32) continue; // both halves
                sides.Add(x >= 32);
                int level = batch.Clean[i * 16 * 16 * 3 + (8 * 16 + 8) * 3];
                Assert.InRange(level - LevelStep * time - (x >= 32 ? 90 : 0), -3, 3); // as JPEG keeps it
            }
        }

        Assert.Equal((Frames, 2), (times.Count, sides.Count));
    }

    [Fact]
    public void A_batch_follows_from_seed_and_step_alone_and_is_degraded_as_one()
    {
        DegradationPipeline half = new([new DownsampleOptions { Scale = 2 }]);
        using ClipPatchSource source = new(_clip, 16, half, batchSize: 3, seed: 1), again = new(_clip, 16, half, 3, 1);
        using ClipPatchSource other = new(_clip, 16, half, batchSize: 3, seed: 2);
        source.Make(0).Dispose();
        using TrainingBatch first = source.Make(5), second = again.Make(5), third = other.Make(5);
        Assert.Equal((new Size(8, 8), new Size(16, 16), true), (first.InputSize, first.CleanSize, first.IsDegraded));
        Assert.True(first.Images.SequenceEqual(second.Images) && first.Clean.SequenceEqual(second.Clean));
        Assert.Equal(first.Names, second.Names);
        Assert.NotEqual(first.Names, third.Names);
    }

    [Fact]
    public void Clips_that_cannot_serve_are_named()
    {
        string text = _folder.Write("text.avi", "no clip");
        Assert.Contains($"Clip '{text}' holds no frame", Refused(text, 16), StringComparison.Ordinal);
        Assert.Contains("gone.avi' does not exist", Refused(_folder.File("gone.avi"), 16), StringComparison.Ordinal);
        Assert.Contains(
            $"Clip '{_clip}' has frames of 64 x 48 pixels; expected at least one patch, 64 x 64.", Refused(_clip, 64),
            StringComparison.Ordinal);
    }

    private static string Refused(string path, int patch) =>
        Assert.Throws<TrainingException>(() => new ClipPatchSource(path, patch, null, 2, 1)).Message;

    // "clip.avi frame 3 at 12, 7"
    private static (int Time, int X) Place(string name)
    {
        string[] words = name.Replace(",", "", StringComparison.Ordinal).Split(' ');
        return (
            int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(words[4], System.Globalization.CultureInfo.InvariantCulture));
    }
}
