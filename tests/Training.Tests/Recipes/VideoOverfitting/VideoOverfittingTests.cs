using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

/// <summary>
/// A clip of 6 frames of 96 x 64 pixels: grey on the left, on the right noise that grows with time.
/// </summary>
public sealed class VideoOverfittingTests : IDisposable
{
    private const int Frames = 6;

    private static readonly AnnotatedDataSet Nothing = new([], []);

    private readonly TemporaryFolder _folder = new();
    private readonly VideoOverfittingRecipe _recipe;

    public VideoOverfittingTests()
    {
        string clip = _folder.File("clip.avi"), low = _folder.File("low.mp4");
        using (VideoWriter writer = new(
            clip, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), 10, new Size(96, 64)))
        {
            Cv2.SetTheRNG(5);
            for (int frame = 0; frame < Frames; frame++)
            {
                using Mat image = new(64, 96, MatType.CV_8UC3, Scalar.All(100)), right = image.ColRange(48, 96);
                Cv2.Randu(right, Scalar.All(100 - 10 * frame), Scalar.All(110 + 10 * frame));
                writer.Write(image);
            }
        }
        Assert.Equal((Frames, new Size(48, 32)), LowResolutionClip.Write(clip, low, 2, 10));
        _recipe = new VideoOverfittingRecipe
        {
            Clip = clip, LowClip = low, Steps = 6, BatchSize = 4, Threads = 1, PatchSize = 16,
            Network = new SuperResolutionOptions
            {
                Architecture = SuperResolutionArchitecture.EdsrShuffle, Scale = 2, Depth = 2, Width = 0.0625,
            },
        };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Patches_are_the_tiles_of_the_frames_and_the_difficult_come_first()
    {
        using ClipPair clip = ClipPair.Read(_recipe.Clip, _recipe.LowClip, 2);
        PatchGrid grid = new(new Size(48, 32), 2, 16);
        Assert.Equal((5 * 3, new Size(16, 16)), (grid.Places.Count, grid.PatchSize)); // 8 pixels apart
        Assert.Equal(new Rect(32, 0, 16, 16), grid.Places[4]);
        foreach (ChunkRule rule in (ChunkRule[])[ChunkRule.Quality, ChunkRule.Energy])
        {
            byte[] chunks = PatchDifficulty.ChunksOf(clip, grid, rule, 3, seed: 1);
            Assert.Equal([30, 30, 30], chunks.CountBy(chunk => chunk).Select(pair => pair.Value));
            Assert.Equal((0, 2), (chunks[^1], chunks[^5])); // the last patch right and left
            Assert.True(chunks[4] >= chunks[^1], "noise grows with time");
        }
        byte[] byTime = PatchDifficulty.ChunksOf(clip, grid, ChunkRule.Time, 3, seed: 1);
        Assert.Equal([0, 1, 2], ((int[])[0, 45, 89]).Select(patch => (int)byTime[patch]));
        byte[] random = PatchDifficulty.ChunksOf(clip, grid, ChunkRule.Random, 3, seed: 1);
        Assert.Equal(random, PatchDifficulty.ChunksOf(clip, grid, ChunkRule.Random, 3, seed: 1));
        Assert.NotEqual(random, PatchDifficulty.ChunksOf(clip, grid, ChunkRule.Random, 3, seed: 2));
    }

    [Fact]
    public void Each_network_learns_its_chunk_and_a_joint_one_the_difficult_more_often()
    {
        using TrainingPlan chunks = _recipe.Build(new TrainingData(Nothing, null), null);
        using (TrainingBatch batch = chunks.Samples.Make(0))
        using (TrainingBatch again = chunks.Samples.Make(0))
        {
            Assert.Equal((new Size(16, 16), new Size(32, 32)), (batch.InputSize, batch.CleanSize));
            Assert.True(batch.Images.SequenceEqual(again.Images) && batch.Clean.SequenceEqual(again.Clean));
        }
        VideoOverfittingRecipe joint = _recipe with { Joint = true, Chunks = 4 };
        Assert.Equal([1, 2 / 3.0, 1 / 3.0, 0], joint.ChunkWeights);
        using TrainingPlan one = joint.Build(new TrainingData(Nothing, null), null);
        Assert.Equal(2 * Count(one), Count(chunks));
    }

    [Fact]
    public void A_run_gives_a_bundle_with_its_clip_that_restores_nothing_else()
    {
        Assert.True(Trainer.Create(_recipe, _folder.File("run"), Nothing, null).Train().Completed);
        string bundle = _folder.File("run/" + VideoOverfittingRecipe.BundleFile);
        string played = FrontEndBundle.ExtractClip(bundle, _folder.File("played"));
        Assert.Equal(File.ReadAllBytes(_recipe.LowClip), File.ReadAllBytes(played));

        using SuperResolver resolver = SuperResolver.Load(bundle);
        Assert.Equal((2, 16), (resolver.Model.Bundle.Parts.Count, resolver.Model.Bundle.TileSize));
        double psnr = ClipQuality.Psnr(
            _recipe.Clip, played, (frame, number) => resolver.Enhance(frame, new FrontEndContext(Frame: number)));
        Assert.InRange(psnr, 20, 60);

        using Mat frame = new(32, 48, MatType.CV_8UC3, Scalar.All(9)), other = new(40, 48, MatType.CV_8UC3);
        string known = $"'{bundle}' was fitted to the 6 frames of 48 x 32 pixels of its own clip, and restores nothing "
            + "else; got ";
        AssertRefused(frame, 6, known + "frame 6, of 48 x 32.");
        AssertRefused(frame, null, known + "an image that is no frame, of 48 x 32.");
        AssertRefused(other, 0, known + "frame 0, of 48 x 40.");

        void AssertRefused(Mat image, long? number, string message) => Assert.Equal(
            message,
            Assert.Throws<ImageFormatException>(
                () => resolver.Enhance(image, new FrontEndContext(Frame: number))).Message);
    }

    [Fact]
    public void A_clip_of_one_frame_has_patches_but_no_two_times()
    {
        string clip = _folder.File("one.avi"), low = _folder.File("one.mp4");
        using (VideoWriter writer = new(
            clip, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), 10, new Size(96, 64)))
        using (Mat image = new(64, 96, MatType.CV_8UC3, Scalar.All(100)))
            writer.Write(image);
        Assert.Equal((1, new Size(48, 32)), LowResolutionClip.Write(clip, low, 2, 10));
        VideoOverfittingRecipe one = _recipe with { Clip = clip, LowClip = low };
        one.Build(new TrainingData(Nothing, null), null).Dispose();
        Assert.Equal(
            $"Clip '{clip}' has 1 frames of 15 patches; expected at least one for each of 2 chunks.",
            Assert.Throws<TrainingException>(
                () => (one with { Rule = ChunkRule.Time }).Build(new TrainingData(Nothing, null), null)).Message);
        Assert.StartsWith(
            $"'{low}' is no copy of '{_recipe.Clip}' at 1 / 2: 1 frames of 48 x 32 and 6 of 96 x 64 pixels.",
            Assert.Throws<TrainingException>(() => ClipPair.Read(_recipe.Clip, low, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "frames of 96 x 64 pixels, 12 x 8 at 1 / 8; expected at least 16.",
            Assert.Throws<TrainingException>(
                () => LowResolutionClip.Write(clip, _folder.File("8.mp4"), 8, 10)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(17, false, 16, "VideoOverfittingRecipe.Chunks must be 1 to 16.")]
    [InlineData(1, true, 16, "VideoOverfittingRecipe.Chunks must be at least 2 for a joint network.")]
    [InlineData(3, false, 16, "VideoOverfittingRecipe.BatchSize must be a multiple of the 3 chunks.")]
    [InlineData(2, false, 15, "VideoOverfittingRecipe.PatchSize must be at least 16.")]
    public void Options_out_of_range_are_refused_by_name(int chunks, bool joint, int patch, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<ArgumentOutOfRangeException>(
                (_recipe with { Chunks = chunks, Joint = joint, PatchSize = patch }).Validate).Message,
            StringComparison.Ordinal);

    private static long Count(TrainingPlan plan) => plan.Network.parameters().Sum(parameter => parameter.numel());
}
