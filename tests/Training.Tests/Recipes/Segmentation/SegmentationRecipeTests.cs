using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class SegmentationRecipeTests
{
    private static readonly string[] Names = ["sky", "road", "car"];

    private static readonly SegmentationRecipe Small = new()
    {
        Arm = SegmentationArm.Affinity, Width = 0.125, Steps = 3, BatchSize = 2, Threads = 1, Seed = 3,
        Precision = Precision.Full,
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    [Fact]
    public void Arms_that_teach_leave_the_very_graph_of_the_arm_that_does_not()
    {
        using TemporaryFolder folder = new();
        ModelProto plain = Export(SegmentationArm.Segment);
        foreach (SegmentationArm arm in (SegmentationArm[])[SegmentationArm.SuperResolution, SegmentationArm.Affinity])
        {
            ModelProto taught = Export(arm);
            Assert.Equal(plain.Graph.Node, taught.Graph.Node); // operators, attributes and the names they join
            Assert.Equal(plain.Graph.Initializer, taught.Graph.Initializer); // of one seed the first weights, too
            Assert.Equal(Cost(SegmentationArm.Segment), Cost(arm));
        }

        ModelProto Export(SegmentationArm arm)
        {
            random.manual_seed(5);
            SegmentationRecipe recipe = Small with { Arm = arm };
            using SegmentationNetwork network = new(recipe.NetworkOptions(Names.Length));
            SegmentationExporter.Export(network, Names, folder.File($"{arm}.onnx"), recipe);
            return OnnxModel.Load(folder.File($"{arm}.onnx")).Proto;
        }

        long Cost(SegmentationArm arm) =>
            ModelCost.Count(folder.File($"{arm}.onnx"), new Size(64, 32)).Sum(layer => layer.MultiplyAdds);
    }

    [Fact]
    public void What_is_computed_at_twice_the_input_starts_as_enlarged_logits_to_the_bit()
    {
        Assert.Equal(Logits(SegmentationArm.Bilinear), Logits(SegmentationArm.Segment));

        static float[] Logits(SegmentationArm arm)
        {
            using DisposeScope scope = NewDisposeScope();
            random.manual_seed(5);
            using SegmentationNetwork network = new((Small with { Arm = arm }).NetworkOptions(Names.Length));
            random.manual_seed(6);
            return network.call(rand(2, 3, 32, 64), false).Logits.data<float>().ToArray();
        }
    }

    [Fact]
    public void The_branch_of_a_detector_leaves_the_very_graph_of_one_without()
    {
        Assert.Equal(GraphOf(RestorationKind.None), GraphOf(RestorationKind.Dual));

        static GraphProto GraphOf(RestorationKind kind)
        {
            random.manual_seed(5);
            using AerisNetwork network = new(
                new AerisNetworkOptions { Classes = 2, Width = 0.125, Restoration = kind });
            GraphBuilder graph = new("detector");
            graph.Output("output0", network.AddTo(graph, graph.Input("images", "batch", 3, 64, 64)), "batch", 6, 256);
            return OnnxModel.Parse(graph.ToModel([]), "detector").Graph;
        }
    }

    // Logits 0: each of three classes has a third. Of four pixels two are void.
    [Fact]
    public void Void_counts_in_no_loss()
    {
        using var scope = NewDisposeScope();
        Tensor labels = tensor(new byte[] { 0, 2, LabelMap.None, LabelMap.None }).view(1, 2, 2);
        Tensor logits = zeros(1, 3, 2, 2, requires_grad: true);
        Tensor loss = SegmentationLosses.CrossEntropy(logits, labels);
        loss.backward();
        Assert.Equal(Math.Log(3), loss.item<float>(), 1e-6);
        Assert.Equal(0, logits.grad![.., .., 1].abs().max().item<float>());
        Assert.Equal(0, SegmentationLosses.CrossEntropy(logits, full_like(labels, LabelMap.None)).item<float>());
    }

    [Fact]
    public void A_run_goes_through_three_stages_and_gives_a_segmenter_for_any_size()
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet training = Write(folder.File("data"), 2);
        using (TrainingPlan plan = Small.Build(new TrainingData(training, null), null))
            foreach ((long step, string[] terms) in (ReadOnlySpan<(long, string[])>)
                [(0, ["classes"]), (1, ["classes", "superResolution"]),
                    (2, ["classes", "superResolution", "affinity"])])
            {
                using DisposeScope scope = NewDisposeScope();
                using TrainingBatch batch = plan.Samples.Make(step);
                Assert.Equal(terms, plan.Losses(batch, BatchTensors.From(batch, CPU)).Names);
            }
        Assert.True(Trainer.Create(Small, folder.File("run"), training, null).Train().Completed);

        string model = Path.Combine(folder.File("run"), "best.onnx");
        Assert.True(Segmenter.IsSegmenter(model));
        Assert.False(SuperResolver.IsSuperResolver(model));
        using Segmenter segmenter = Segmenter.Load(model);
        Assert.Equal(Names, segmenter.Model.ClassNames);
        using Mat odd = new(37, 53, MatType.CV_8UC3, Scalar.All(90));
        using Mat classes = segmenter.Segment(odd), shares = segmenter.SharesOf(odd);
        Assert.Equal((new Size(106, 74), new Size(106, 3 * 74)), (classes.Size(), shares.Size()));
        Assert.Equal(106 * 74, shares.Sum().Val0, 0.1); // shares of a pixel add up to 1
        Assert.Equal(2 * 70 * 90 - 2 * 90, SegmentationEvaluation.Run(segmenter, training).Sum(one => one.Pixels));
    }

    [Fact]
    public void Data_and_options_that_do_not_fit_are_refused()
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet training = Write(folder.File("data"), 2);
        AssertFault(
            "The training set holds 1 images; expected at least 2, those of a batch.",
            () => Small.RequireUsable(new TrainingData(training with { Images = [training.Images[0]] }, null)));
        AssertFault(
            $"'{training.Images[0].Path}' has no label map; expected a class for every pixel of every training image.",
            () => Small.RequireUsable(new TrainingData(
                training with { Images = [.. training.Images.Select(i => i with { LabelMap = null })] }, null)));
        SegmentationRecipe odd = Small with { Augmentation = Small.Augmentation with { CropSize = 96 } };
        Assert.StartsWith(
            "SegmentationRecipe.CropSize must be a multiple of 64.",
            Assert.Throws<ArgumentOutOfRangeException>(odd.Validate).Message, StringComparison.Ordinal);
    }

    private static void AssertFault(string message, Action act) =>
        Assert.Equal(message, Assert.Throws<TrainingException>(act).Message);

    /// <summary>Pictures of 91 x 71 pixels whose first row is void.</summary>
    private static AnnotatedDataSet Write(string folder, int count)
    {
        string images = Path.Combine(folder, "images", "train"), labels = Path.Combine(folder, "labels", "train");
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(labels);
        File.WriteAllText(Path.Combine(folder, "classes.txt"), "0 sky\n1 road\n2 car\n3 void\n");
        for (int i = 0; i < count; i++)
        {
            using Mat picture = new(71, 91, MatType.CV_8UC3, Scalar.All(60 + 100 * i));
            using Mat classes = new(71, 91, MatType.CV_8UC1, Scalar.All(i));
            using (Mat first = classes.RowRange(0, 1)) first.SetTo(Scalar.All(3));
            Cv2.ImWrite(Path.Combine(images, $"a_{i}.png"), picture);
            Cv2.ImWrite(Path.Combine(labels, $"a_{i}.png"), classes);
        }
        return LabelMapDataSet.Read(folder, "train");
    }
}
