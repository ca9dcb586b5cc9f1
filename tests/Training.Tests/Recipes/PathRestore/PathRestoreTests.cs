using DetectionSdk.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class PathRestoreTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly PathRestoreRecipe Small = new()
    {
        Steps = 8, BatchSize = 4, Seed = 3, Threads = 1, WarmupSteps = 2, Width = 0.125, Depth = 2,
        Augmentation = new AugmentationOptions { CropSize = 32, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        AssertRefused(
            new PathRestoreRecipe { Depth = 9 },
            "PathRestoreRecipe.Depth must be 1 to 8 where it learns by Regression.");
        AssertRefused(
            new PathRestoreRecipe { Depth = 7, Learning = PathLearning.Reinforcement },
            "PathRestoreRecipe.Depth must be 1 to 6 where it learns by Reinforcement.");
        AssertRefused(new PathRestoreRecipe { PathShare = 1 }, "PathRestoreRecipe.PathShare must be in (0, 1).");
        AssertRefused(
            new PathRestoreRecipe { DifficultyThreshold = -1 },
            "PathRestoreRecipe.DifficultyThreshold must be at least 0.");
    }

    [Fact]
    public void With_all_blocks_taken_the_routed_network_is_the_plain_one_to_the_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        random.manual_seed(5);
        using DynamicRestorer restorer = new(channels: 8, depth: 2);
        foreach (Tensor values in restorer.parameters()) values.normal_(0, 0.1);
        Tensor images = rand(3, 3, 20, 24);
        Tensor mixed = restorer.Restore(
            images, tensor([true, true, false, true, false, false], [3, 2]));
        Assert.True(Same(restorer.call(images), restorer.Restore(images, ones(3, 2, ScalarType.Bool))));
        Assert.True(Same(mixed[0], restorer.call(images)[0]));
        Assert.False(Same(mixed[1], restorer.call(images)[1]));
        Assert.Equal(8, restorer.Reach); // head, shared 2, two blocks of 2, output: 1 + 2 + 4 + 1
    }

    [Fact]
    public void Every_depth_at_once_gives_what_its_path_gives()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        random.manual_seed(5);
        using DynamicRestorer restorer = new(channels: 8, depth: 2);
        foreach (Tensor values in restorer.parameters()) values.normal_(0, 0.1);
        Tensor image = rand(1, 3, 20, 24);
        Tensor[] depths = [.. restorer.RestoreAtEveryDepth(image)];
        Assert.Equal(3, depths.Length);
        Assert.True(Same(depths[0], restorer.Restore(image, tensor([false, false], [1, 2]))));
        Assert.True(Same(depths[1], restorer.Restore(image, tensor([true, false], [1, 2]))));
        Assert.True(Same(depths[2], restorer.call(image)));
    }

    [Fact]
    public void A_choice_that_was_given_up_is_still_pulled_back()
    {
        PathRestoreRecipe recipe = Small with { Learning = PathLearning.Reinforcement, RandomShare = 0 };
        using DisposeScope scope = NewDisposeScope();
        using PathRestoreNetwork network = new(recipe);
        TorchSharp.Modules.Parameter[] biases =
        [
            .. network.named_parameters().Where(each => each.name.EndsWith("worth.bias", StringComparison.Ordinal))
                .Select(each => each.parameter)
        ];
        using (no_grad())
            foreach (TorchSharp.Modules.Parameter bias in biases)
                bias.fill_(-60); // where the gradient of a probability is zero
        PhotographSource samples = new(scenes.Train, recipe.Augmentation, recipe.Noise, recipe.BatchSize, 1);
        using TrainingBatch batch = samples.Make(0);
        new PathRestoreLosses(network, recipe).Compute(batch, BatchTensors.From(batch, CPU)).Total.backward();
        Assert.Equal(2, biases.Length);
        Assert.All(
            biases.SelectMany(bias => bias.grad!.data<float>().ToArray()),
            gradient => Assert.True(gradient < -0.1, $"{gradient}"));
    }

    [Fact]
    public void The_more_all_blocks_mend_the_deeper_evenly_around_the_share()
    {
        // 0.4 to 1 of 8 blocks in four equal parts, the middle of each: 3.8, 5, 6.2, 7.4
        Assert.Equal([5L, 7L, 4L, 6L], SuitableDepths(share: 0.7, mended: [30, 90, 10, 50]));
    }

    [Theory]
    [InlineData(0.2, 0L, 3L)] // 0 to 0.4 of 8: 0.4, 1.2, 2, 2.8
    [InlineData(0.5, 1L, 7L)] // 0 to 1: 1, 3, 5, 7
    public void Depths_go_as_far_as_the_share_leaves_room(double share, long least, long most)
    {
        long[] depths = SuitableDepths(share, mended: [30, 90, 10, 50]);
        Assert.Equal((least, most), (depths.Min(), depths.Max()));
    }

    [Fact]
    public void The_pathfinder_says_the_mean_of_its_judges()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        random.manual_seed(5);
        using Pathfinder finder = new(blocks: 2);
        foreach (Tensor values in finder.parameters()) values.normal_(0, 0.3);
        Tensor images = rand(3, 3, 32, 32);
        (Tensor byNoise, Tensor byTile) = finder.Judge(images);
        Tensor expected = byNoise.add(byTile).mul(0.5f);
        Assert.True((finder.call(images) - expected).abs().max().item<float>() < 1e-6f);
        Assert.True((byNoise - byTile).abs().min().item<float>() > 1e-3f);
    }

    [Fact]
    public void One_judge_knows_noise_and_neither_light_nor_slopes()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        random.manual_seed(5);
        using Pathfinder finder = new(blocks: 2);
        foreach (Tensor values in finder.parameters()) values.normal_(0, 0.3);
        Tensor noise = randn(1, 3, 32, 32).mul(0.05f), slope = linspace(0, 0.3, 32).view(1, 1, 32, 1);
        Tensor[] judged =
        [
            .. new[] { noise.add(0.4f), noise.add(0.5f).add(slope), noise.mul(3).add(0.4f) }
                .Select(image => finder.Judge(image).ByNoise)
        ];
        Assert.True((judged[0] - judged[1]).abs().max().item<float>() < 1e-5f);
        Assert.True((judged[0] - judged[2]).abs().max().item<float>() > 1e-2f);
    }

    [Fact]
    public void The_reward_is_that_of_the_paper()
    {
        using DisposeScope scope = NewDisposeScope();
        // Below the threshold of 50 an error of 20 counts by 0.4, above it an error counts fully; 0 is no threshold.
        Assert.Equal(0.4f, PathReward.Difficulty(tensor([20f, 80f]), 50)[0].item<float>(), 1e-6f); // 20 x (1 / 50)
        Assert.Equal(1f, PathReward.Difficulty(tensor([20f, 80f]), 50)[1].item<float>());
        Assert.Equal([1f, 1f], PathReward.Difficulty(tensor([20f, 80f]), 0).data<float>().ToArray());
        // Gain 10 of difficulty 0.4, price 0.5, blocks 1, 0, 1: 4 - 2 / 2, 4 - 1 / 2, 4 - 1 / 2.
        Tensor returns = PathReward.Returns(
            tensor([10f]), tensor([0.4f]), tensor([1f, 0f, 1f], [1, 3]), tensor([0.5f]));
        Assert.Equal([3f, 3.5f, 3.5f], returns.data<float>().ToArray());
        // Two paths of one image: 3 and 1, so +2 and -2, which are the unit.
        Assert.Equal([1f, -1f], PathReward.Advantages(tensor([3f, 1f], [2, 1])).data<float>().ToArray());
    }

    [Fact]
    public void Paths_are_all_choices_or_the_first_blocks_and_the_best_has_the_highest_sum()
    {
        Assert.Equal(
            ["path-00", "path-10", "path-01", "path-11"], PathSet.Any(2).Paths.Select(path => PathSet.NameOf(path)));
        PathSet depths = PathSet.Depths(3);
        Assert.Equal(
            ["path-000", "path-100", "path-110", "path-111"], depths.Paths.Select(path => PathSet.NameOf(path)));
        Assert.Equal(0, depths.Best([-1, 0.5, 0.4])); // -1, -0.5, -0.1: nothing pays
        Assert.Equal(3, depths.Best([-1, 0.5, 0.6])); // in the end it does
        Assert.Equal(2, PathSet.Any(2).Best([-1, 0.5])); // the second alone
    }

    [Theory]
    [InlineData(PathLearning.Reinforcement, 4)]
    [InlineData(PathLearning.Regression, 3)]
    public void A_run_gives_bundles_whose_costs_are_counted_by_layer(PathLearning learning, int paths)
    {
        using TemporaryFolder folder = new();
        TrainingSummary summary =
            Trainer.Create(Small with { Learning = learning }, folder.Path, scenes.Train, null).Train();
        Assert.Contains("of 512 training crops", summary.Verdict, StringComparison.Ordinal);
        foreach (string name in (string[])["learned.zip", "noise.zip"])
        {
            using SuperResolver resolver = SuperResolver.Load(folder.File(name));
            FrontEndBundle bundle = resolver.Model.Bundle;
            Assert.Equal((1, 0, 32, paths), (bundle.Scale, bundle.Overlap, bundle.TileSize, bundle.Parts.Count));
            // 9 x (3 x 8 + 2 x 64 + 8 x 3) for head, shared block and output, 9 x 2 x 64 for each further block.
            Assert.Equal((1584.0, 3888.0), (bundle.Parts[0].Cost, bundle.Parts[^1].Cost));
        }
    }

    // Six blocks see 2 x 16 + 1 pixels, five 29; tiles are as large as crops, 32.
    [Theory]
    [InlineData(PathLearning.None)]
    [InlineData(PathLearning.Regression)]
    public void Tiles_smaller_than_the_receptive_field_are_said(PathLearning learning)
    {
        using TemporaryFolder folder = new();
        PathRestoreRecipe recipe = Small with { Steps = 2, Depth = 6, Learning = learning };
        string verdict = Trainer.Create(recipe, folder.Path, scenes.Train, null).Train().Verdict!;
        Assert.EndsWith(
            "The tiles of 32 pixels are smaller than the receptive field of 33: most of what the last blocks could see "
            + "lies outside. Choose larger crops or fewer blocks.",
            verdict, StringComparison.Ordinal);
        Assert.DoesNotContain("  ", $" {verdict}", StringComparison.Ordinal);
    }

    [Fact]
    public void Tiles_as_large_as_the_receptive_field_go_without_a_word()
    {
        using TemporaryFolder folder = new();
        PathRestoreRecipe recipe = Small with { Steps = 2, Depth = 5, Learning = PathLearning.None };
        Assert.Equal("", Trainer.Create(recipe, folder.Path, scenes.Train, null).Train().Verdict);
        Assert.Single(FrontEndBundle.Read(folder.File("plain.zip")).Parts);
    }

    /// <summary>Depths among eight blocks, which leave no error, of images whose error was so large before.</summary>
    private static long[] SuitableDepths(double share, float[] mended)
    {
        PathRestoreRecipe recipe = Small with { PathShare = share, Depth = 8 };
        using DisposeScope scope = NewDisposeScope();
        using PathRestoreNetwork network = new(recipe);
        Tensor errors = zeros(mended.Length, 9);
        errors[TensorIndex.Colon, 0] = tensor(mended);
        return new PathRestoreLosses(network, recipe).SuitableDepths(errors).data<long>().ToArray();
    }

    private static bool Same(Tensor left, Tensor right) =>
        left.contiguous().data<float>().SequenceEqual(right.contiguous().data<float>());

    private static void AssertRefused(PathRestoreRecipe recipe, string message) => Assert.StartsWith(
        message, Assert.Throws<ArgumentOutOfRangeException>(recipe.Validate).Message, StringComparison.Ordinal);
}
