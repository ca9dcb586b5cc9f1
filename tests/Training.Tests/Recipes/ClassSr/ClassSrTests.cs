using System.Runtime.InteropServices;
using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class ClassSrTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly ClassSrRecipe Small = new()
    {
        Steps = 20, BatchSize = 6, Seed = 3, Threads = 1, WarmupSteps = 2, RouterShare = 0.2, JointShare = 0.2,
        Network = new SuperResolutionOptions
        {
            Architecture = SuperResolutionArchitecture.EdsrShuffle, Scale = 2, Depth = 2,
        },
        Widths = [0.0625, 0.125, 0.1875],
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        ClassSrRecipe recipe = new();
        recipe.Validate();
        Assert.Equal((3000, 24, 1e-3, 128), (
            recipe.Steps, recipe.BatchSize, recipe.LearningRate, recipe.Augmentation.CropSize));
        Assert.Equal((1000.0, 0.5, 3.0), (recipe.ImageWeight, recipe.ClassWeight, recipe.AverageWeight));
        Assert.Equal([0.25, 0.5, 0.75], recipe.Widths);
        Assert.Equal((2100, 600, 32), (recipe.BranchSteps, recipe.RouterSteps, recipe.TileSize));
        Assert.Equal(2400, (recipe with { Branches = ClassSrBranches.Slimmable }).BranchSteps); // no joint stage
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        AssertRefused(new ClassSrRecipe { Widths = [0.5] }, "ClassSrRecipe.Widths must be at least two, rising.");
        AssertRefused(new ClassSrRecipe { Widths = [0.5, 0.5] }, "ClassSrRecipe.Widths must be at least two, rising.");
        AssertRefused(
            new ClassSrRecipe
            {
                Branches = ClassSrBranches.Slimmable,
                Network = new SuperResolutionOptions { Architecture = SuperResolutionArchitecture.Fsrcnn },
            },
            "ClassSrRecipe.Network must be edsr-shuffle for slimmable branches.");
        AssertRefused(new ClassSrRecipe { BatchSize = 2 }, "ClassSrRecipe.BatchSize must be at least 3.");
        AssertRefused(
            new ClassSrRecipe { RouterShare = 0.7, JointShare = 0.4 },
            "ClassSrRecipe.JointShare must be at least 0, and at most 1 with RouterShare.");
    }

    [Fact]
    public void The_losses_of_the_module_are_those_of_the_paper()
    {
        using DisposeScope scope = NewDisposeScope();
        ClassSrRecipe recipe = new();
        using ClassSrNetwork network = new(recipe);
        ClassSrLosses losses = new(network, recipe);
        Tensor sure = tensor(new float[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } });
        Tensor even = full(3, 3, 1 / 3f), collapsed = tensor(new float[,] { { 0, 0, 1 }, { 0, 0, 1 }, { 0, 0, 1 } });
        // The first is (M - 1) less the sum of the differences of two; the second is 4 B / M when all go to one.
        foreach ((Tensor shares, double doubt, double unfairness) in
            ((Tensor, double, double)[])[(sure, 0, 0), (even, 2, 0), (collapsed, 0, 1)])
        {
            Assert.Equal(doubt, Value(losses.Doubt(shares)), 1e-6);
            Assert.Equal(unfairness, Value(losses.Unfairness(shares)), 1e-6);
        }
        // 2 - (0.3 + 0.4 + 0.1) = 1.2
        Assert.Equal(1.2, Value(losses.Doubt(tensor(new float[,] { { 0.6f, 0.3f, 0.2f } }))), 1e-6);
    }

    [Fact]
    public void Stages_train_branches_then_the_module_then_all()
    {
        using TrainingPlan plan = Small.Build(new TrainingData(scenes.Train, null), null);
        string[] names = [.. plan.Network.named_parameters().Select(named => named.name)];
        Assert.Equal([12, 4, 4], plan.Stages.Select(stage => stage.Steps));
        Assert.All(names, name => Assert.NotEqual(plan.Stages[0].Learns(name), plan.Stages[1].Learns(name)));
        Assert.All(names, name => Assert.True(plan.Stages[2].Learns(name)));
        Assert.Contains(names, name => plan.Stages[1].Learns(name));

        using DisposeScope scope = NewDisposeScope();
        foreach ((long step, string[] terms) in
            ((long, string[])[])[(11, ["image"]), (12, ["image", "class", "average", "error"])])
        {
            using TrainingBatch batch = plan.Samples.Make(step);
            Assert.Equal(terms, plan.Losses(batch, BatchTensors.From(batch, CPU)).Names);
        }
    }

    [Fact]
    public void A_run_gives_bundles_whose_routers_keep_to_a_budget()
    {
        using TemporaryFolder folder = new();
        TrainingSummary summary = Trainer.Create(Small, folder.Path, scenes.Train, null).Train();
        Assert.True(summary.Completed);
        Assert.Contains("of 2052 training crops", summary.Verdict, StringComparison.Ordinal);
        Assert.True(Trainer.Resume<ClassSrRecipe>(folder.Path, scenes.Train, null, recipe => recipe).Train().Completed);

        using Mat image = new(70, 90, MatType.CV_8UC3);
        Cv2.SetTheRNG(7);
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
        foreach (string name in (string[])["edges.zip", "learned.zip", "predicted.zip"])
        {
            using SuperResolver resolver = SuperResolver.Load(folder.File(name));
            FrontEndBundle bundle = resolver.Model.Bundle;
            Assert.Equal((2, 0, 32), (bundle.Scale, bundle.Overlap, bundle.TileSize));
            Assert.Equal(
                ["width-0.0625", "width-0.125", "width-0.1875"], bundle.Parts.Select(part => part.Name));
            // 9 (3 c + 5 c^2 + 12 c) per pixel for c channels: head, two blocks of two, tail, output of 3 x 2 x 2;
            // 12 x 25 for the bicubic enlargement.
            Assert.Equal(
                [300 + 9 * (60 + 80), 300 + 9 * (120 + 320), 300 + 9 * (180 + 720)],
                bundle.Parts.Select(part => (int)part.Cost!));
            IReadOnlyList<RoutedTile> tiles = resolver.Route(image, new FrontEndContext(Budget: 0.7));
            Assert.Equal(12, tiles.Count);
            Assert.InRange(bundle.SpentOn(tiles)!.Value, bundle.SmallestBudget!.Value, 0.7);
            using Mat enlarged = resolver.Upscale(image);
            Assert.Equal(new Size(180, 140), enlarged.Size());
        }
        // The published class module, less its last layer: 128 x 48 / 16 + (3 x 128 x 128 + 128 x 32) / 16.
        Assert.InRange(FrontEndBundle.Read(folder.File("learned.zip")).Router!.OwnCost, 3712, 3713);
        Assert.Equal(2, SuperResolver.Load(folder.File("best.onnx")).Model.Scale);
    }

    [Fact]
    public void A_narrow_branch_of_a_slimmable_network_has_the_first_weights_of_the_wide_one_to_the_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ClassSrNetwork network = new(Small with { Branches = ClassSrBranches.Slimmable });
        foreach (Tensor values in network.parameters()) nn.init.normal_(values, std: 0.1);
        Tensor images = rand(2, 3, 20, 24);
        Size size = new(48, 40);
        Dictionary<string, Tensor> wide = network.Cut(2).state_dict();
        Assert.Equal(network.parameters().Count() - 2 * 12, wide.Count); // but for the two modules
        for (int branch = 0; branch < 3; branch++)
        {
            using SuperResolutionNetwork cut = network.Cut(branch);
            Assert.Equal(Small.Widths[branch], cut.Options.Width);
            foreach ((string name, Tensor values) in cut.state_dict())
            {
                Tensor first = wide[name];
                for (int axis = 0; axis < values.dim(); axis++) first = first.narrow(axis, 0, values.shape[axis]);
                Assert.True(values.eq(first).all().item<bool>(), name);
            }
            Tensor difference = network.Enlarge(branch, images, size).sub(cut.call(images, size)).abs().max();
            Assert.InRange(difference.item<float>(), 0, 1e-5f);
        }
    }

    [Fact]
    public void A_step_of_a_slimmable_network_teaches_every_width_and_its_models_share_their_weights()
    {
        using TemporaryFolder folder = new();
        ClassSrRecipe recipe = Small with { Branches = ClassSrBranches.Slimmable };
        Assert.True(Trainer.Create(recipe, folder.Path, scenes.Train, null).Train().Completed);
        float[][] narrow = Weights("width-0.0625.onnx"), wide = Weights("width-0.1875.onnx");
        Assert.Equal(narrow.Length, wide.Length);
        Assert.Contains(narrow[0], weight => weight != 0);
        // the head's kernels: those of 4 channels are the first of those of 12
        Assert.Contains(
            narrow.Where(values => values.Length == 4 * 27),
            head => wide.Any(values => values.Length == 12 * 27 && values.AsSpan(0, 4 * 27).SequenceEqual(head)));

        float[][] Weights(string file) =>
        [
            .. OnnxModel.Load(folder.File(file)).Graph.Initializer.Where(tensor => tensor.DataType == 1)
                .Select(tensor => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray())
        ];
    }

    [Fact]
    public void A_foretold_error_counts_by_the_first_branch_and_by_what_the_next_ones_gain()
    {
        using DisposeScope scope = NewDisposeScope();
        // the first is off by 0.5; the steps are -1 and -1 where -1 and -2 are right
        Tensor foretold = tensor(new float[,] { { 3.5f, 2.5f, 1.5f } }), errors = tensor(new float[,] { { 3, 2, 0 } });
        Assert.Equal(0.5 + 1, Value(ClassSrLosses.Misjudgement(foretold, errors)), 1e-6);
        Assert.Equal(0, Value(ClassSrLosses.Misjudgement(errors, errors)), 1e-6);
    }

    private static double Value(Tensor loss) => loss.item<float>();

    private static void AssertRefused(ClassSrRecipe recipe, string message) => Assert.StartsWith(
        message, Assert.Throws<ArgumentOutOfRangeException>(recipe.Validate).Message, StringComparison.Ordinal);
}
