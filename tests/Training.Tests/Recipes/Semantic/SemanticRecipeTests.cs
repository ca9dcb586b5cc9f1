using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class SemanticRecipeTests : IDisposable
{
    private static readonly SemanticRecipe Small = new()
    {
        Steps = 3, BatchSize = 4, Seed = 3, Threads = 1, WarmupSteps = 1, Background = ["flat"],
        Network = new SuperResolutionOptions { Width = 0.125, Depth = 2 },
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        SemanticRecipe recipe = new();
        recipe.Validate();
        Assert.Equal((2000, 16, 1e-3, 128), (
            recipe.Steps, recipe.BatchSize, recipe.LearningRate, recipe.Augmentation.CropSize));
        Assert.Equal((1.0, 0.05, 0.05), (recipe.ImageWeight, recipe.BandWeight, recipe.FeatureWeight));
        Assert.Equal((null, null), (recipe.Features, recipe.Layer));
        Assert.Equal((ConditionPlace.Transform, BandGoal.Classes), (recipe.Condition, recipe.Bands));
        Assert.Equal(["sky", "road", "pavement", "tree"], recipe.Background);
    }

    [Fact]
    public void Options_that_do_not_go_together_are_refused_by_name()
    {
        SuperResolutionOptions blind = new() { Architecture = SuperResolutionArchitecture.Srcnn };
        AssertRefused(
            new SemanticRecipe { Network = blind },
            "SemanticRecipe.Network must be edsr where it is told what a picture shows: no other takes maps.");
        AssertRefused(
            new SemanticRecipe { Condition = ConditionPlace.None, ShuffledMaps = true },
            "SemanticRecipe.ShuffledMaps must be false where the network takes no maps.");
        new SemanticRecipe { Network = blind, Condition = ConditionPlace.None }.Validate();
        AssertRefused(
            new SemanticRecipe { Features = "m.onnx", Layer = "x" },
            "SemanticRecipe.Bands must be everywhere, labels or gradients where features are compared: they take the "
            + "place of texture.");
        AssertRefused(
            new SemanticRecipe { Features = "m.onnx", Bands = BandGoal.Labels },
            "SemanticRecipe.Layer must be the name of a layer where features are compared.");
        AssertRefused(
            new SemanticRecipe { Layer = "x" }, "SemanticRecipe.Layer must be none where no features are compared.");
    }

    [Fact]
    public void Photographs_without_maps_and_classes_without_background_are_refused()
    {
        AnnotatedDataSet set = Set(), bare = set with { Images = [set.Images[0] with { LabelMap = null }] };
        TrainingException noMap = Assert.Throws<TrainingException>(
            () => Small.RequireUsable(new TrainingData(bare, null)));
        Assert.Equal(
            $"'{set.Images[0].Path}' has no label map; the recipe learns from the class of every pixel.",
            noMap.Message);
        (Small with { Condition = ConditionPlace.None, Bands = BandGoal.Gradients }).RequireUsable(
            new TrainingData(bare, null));
        TrainingException noGround = Assert.Throws<TrainingException>(
            () => (Small with { Bands = BandGoal.Labels, Background = ["sky"] }).RequireUsable(
                new TrainingData(set, null)));
        Assert.Equal(
            "None of the classes [flat, striped] is background, which is [sky]; expected at least one.",
            noGround.Message);
    }

    // Told correctly, told wrongly, told at the input or not at all: what is computed is the same to the bit.
    [Fact]
    public void Every_arm_starts_as_its_twin_to_the_bit()
    {
        SemanticRecipe[] arms =
        [
            Small with { Condition = ConditionPlace.None }, Small, Small with { ShuffledMaps = true },
            Small with { Condition = ConditionPlace.Input }, Small with { Condition = ConditionPlace.Channels },
        ];
        double[][] terms = [.. arms.Select(FirstLosses)];
        foreach (double[] arm in terms.Skip(1)) Assert.Equal(terms[0], arm);
    }

    [Fact]
    public void Shuffled_maps_are_those_of_other_pictures_and_the_loss_keeps_to_the_truth()
    {
        using TrainingPlan right = Small.Build(new TrainingData(Set(), null), null);
        using TrainingPlan wrong = (Small with { ShuffledMaps = true }).Build(new TrainingData(Set(), null), null);
        using DisposeScope scope = NewDisposeScope();
        foreach (TrainingPlan plan in (TrainingPlan[])[right, wrong])
        {
            using IDisposable noGradient = no_grad();
            random.manual_seed(5);
            foreach (Tensor parameter in plan.Network.parameters())
                parameter.add_(randn_like(parameter).mul_(0.05f));
        }
        using TrainingBatch batch = right.Samples.Make(0);
        BatchTensors tensors = BatchTensors.From(batch, CPU);
        BatchTensors rolled = tensors with { LabelMaps = tensors.LabelMaps!.roll(1, 0) };

        double told = right.Losses(batch, rolled)["image"].item<float>();
        double shuffled = wrong.Losses(batch, tensors)["image"].item<float>();

        Assert.Equal(told, shuffled);
        Assert.NotEqual(right.Losses(batch, tensors)["image"].item<float>(), shuffled);
    }

    [Fact]
    public void The_error_of_a_class_is_the_share_of_its_energy_that_differs()
    {
        using DisposeScope scope = NewDisposeScope();
        // 64 pixels of the first class, 64 of the second, 16 of the third; lengths 0.2 and 0.4, aimed at 0.4 and 0.4
        Tensor classes = zeros(1, 3, 12, 12), bands = full(1, 9, 12, 12, 0.4f), goal = full(1, 9, 12, 12, -0.4f);
        classes[0, 0, ..8, ..8] = 1;
        classes[0, 1, 4.., 8..] = 1;
        classes[0, 1, 8.., ..8] = 1;
        classes[0, 2, ..4, 8..] = 1;
        bands[0, .., ..8, ..8] = 0.2f;
        bands[0, .., ..4, 8..] = 0; // counts for nothing: the class has too few pixels

        float error = SemanticLosses.ClassError(bands, goal, classes).item<float>();

        Assert.Equal(0.2f / (0.4f + 1 / 255f) / 2, error, 1e-5f);
    }

    [Fact]
    public void Edges_and_texture_are_compared_where_they_count_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor goal = zeros(1, 9, 16, 16), bands = zeros(1, 9, 16, 16), mask = zeros(1, 1, 16, 16);
        mask[0, 0, .., ..8] = 1;
        bands[0, .., .., ..8] = 0.3f;
        bands[0, .., .., 8..] = 5;
        goal[0, .., .., ..8] = -0.1f;

        Assert.Equal(0.4f, SemanticLosses.EdgeError(bands, goal, mask).item<float>(), 1e-5f);
        Assert.Equal(0.2f, SemanticLosses.TextureError(bands, goal, mask).item<float>(), 1e-5f);
    }

    [Fact]
    public void Frozen_features_take_the_place_of_texture_and_leave_no_trace_in_the_run()
    {
        string features = _folder.Write("features.onnx", SuperResolutionStub.Fixed(2));
        SemanticRecipe plain = Small with { Condition = ConditionPlace.None, Bands = BandGoal.Labels };
        SemanticRecipe seen = plain with { Features = features, Layer = "blurred", FeatureWeight = 2 };
        using TrainingPlan plan = seen.Build(new TrainingData(Set(), null), null);
        using DisposeScope scope = NewDisposeScope();
        using TrainingBatch batch = plan.Samples.Make(0);
        BatchTensors tensors = BatchTensors.From(batch, CPU);
        using FrozenFeatures known = FrozenFeatures.Load(features, "blurred", 64, CPU);
        using SemanticNetwork twin = new(seen, 2);
        twin.load_state_dict(plan.Network.state_dict());
        Tensor enlarged = twin.Enlarge(tensors.Images, null, batch.CleanSize);
        Tensor classes = cat([tensors.LabelMaps!.eq(0).unsqueeze(1), tensors.LabelMaps!.eq(1).unsqueeze(1)], 1);
        Tensor mask = RegionMasks.FromLabels(classes.to(ScalarType.Float32), tensor([1f, 0f], [1, 2, 1, 1])).Texture;

        LossTerms terms = plan.Losses(batch, tensors);

        Assert.Equal(["image", "edges", "texture"], terms.Names);
        float expected = 2 * known.Distance(enlarged, tensors.Clean, mask).item<float>();
        Assert.True(expected > 0);
        Assert.Equal(expected, terms["texture"].item<float>(), 1e-5f);
        Assert.Equal(CheckpointOf(plain, "plain"), CheckpointOf(seen, "seen"));
    }

    [Fact]
    public void Masks_of_labels_are_borders_and_what_is_left_of_the_background()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor classes = zeros(1, 2, 1, 12);
        classes[0, 0, 0, ..6] = 1;
        classes[0, 1, 0, 6..] = 1;

        RegionMasks masks = RegionMasks.FromLabels(classes, tensor([1f, 0f], [1, 2, 1, 1]));

        Assert.Equal([0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0], masks.Edges.data<float>().ToArray());
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], masks.Texture.data<float>().ToArray());
    }

    [Fact]
    public void Masks_of_gradients_are_steps_and_all_that_is_flat()
    {
        using DisposeScope scope = NewDisposeScope();
        using BandFilter filter = new(CPU);
        Tensor image = zeros(1, 3, 24, 24);
        image[.., .., .., 12..] = 1;

        RegionMasks masks = RegionMasks.FromGradients(filter.Of(image));

        float[] edges = masks.Edges[0, 0, 12].data<float>().ToArray();
        Assert.Equal((1f, 1f, 0f, 0f), (edges[11], edges[12], edges[2], edges[21]));
        Assert.Equal(1, masks.Edges.add(masks.Texture).min().item<float>());
        Assert.Equal(1, masks.Edges.add(masks.Texture).max().item<float>());
    }

    [Fact]
    public void Bands_are_those_that_pictures_are_measured_by()
    {
        using DisposeScope scope = NewDisposeScope();
        using BandFilter filter = new(CPU);
        using Mat picture = new(20, 17, MatType.CV_8UC3);
        Cv2.Randu(picture, Scalar.All(0), Scalar.All(256));
        byte[] pixels = picture.AsSpan<Vec3b>().ToArray()
            .SelectMany(pixel => new[] { pixel.Item2, pixel.Item1, pixel.Item0 }).ToArray();
        Tensor images = tensor(pixels, [1, 20, 17, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32).div(255f);

        float[] filtered = filter.Of(images).contiguous().data<float>().ToArray();
        Mat[] bands = HaarBands.Of(picture);
        float[] measured = [.. bands.SelectMany(band => band.AsSpan<float>().ToArray())];
        foreach (Mat band in bands) band.Dispose();

        Assert.Equal(measured.Length, filtered.Length);
        for (int i = 0; i < measured.Length; i++) Assert.Equal(measured[i], filtered[i], 1e-5f);
    }

    [Fact]
    public void A_run_gives_a_model_that_is_told_and_refuses_what_it_cannot_take()
    {
        Assert.True(Trainer.Create(Small, _folder.File("run"), Set(), null).Train().Completed);
        using SuperResolver resolver = SuperResolver.Load(_folder.File("run/best.onnx"));
        Assert.Equal(["flat", "striped"], resolver.Model.ClassNames);
        using Mat picture = new(10, 12, MatType.CV_8UC3, Scalar.All(90));
        using Mat map = new(40, 48, MatType.CV_8UC1, Scalar.All(1)), small = new(10, 12, MatType.CV_8UC1);
        using Mat enlarged = resolver.Enhance(picture, new FrontEndContext(LabelMap: map));
        Assert.Equal(new Size(48, 40), enlarged.Size());

        Assert.EndsWith(
            "must be told what a picture shows: expected a label map of the classes [flat, striped].",
            Assert.Throws<ModelFormatException>(() => resolver.Upscale(picture)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The label map is 12 x 10 pixels of CV_8UC1; ",
            Assert.Throws<ImageFormatException>(
                () => resolver.Enhance(picture, new FrontEndContext(LabelMap: small))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tiles_are_told_what_they_show()
    {
        Trainer.Create(Small, _folder.File("tiled"), Set(), null).Train();
        using SuperResolver whole = SuperResolver.Load(
            _folder.File("tiled/best.onnx"), new SuperResolverOptions { TileSize = 0 });
        using SuperResolver tiled = SuperResolver.Load(
            _folder.File("tiled/best.onnx"), new SuperResolverOptions { TileSize = 48 });
        using Mat picture = new(60, 70, MatType.CV_8UC3), map = new(240, 280, MatType.CV_8UC1);
        Cv2.Randu(picture, Scalar.All(0), Scalar.All(256));
        Cv2.Randu(map, Scalar.All(0), Scalar.All(3));

        using Mat once = whole.Enhance(picture, new FrontEndContext(LabelMap: map));
        using Mat parts = tiled.Enhance(picture, new FrontEndContext(LabelMap: map)), difference = new();
        Cv2.Absdiff(once, parts, difference);

        Assert.True(Cv2.Norm(difference, NormTypes.INF) <= 1);
    }

    private string[] CheckpointOf(SemanticRecipe recipe, string run)
    {
        Trainer.Create(recipe, _folder.File(run), Set(), null).Train();
        using SafeTensorFile file = SafeTensors.Read(_folder.File($"{run}/checkpoint.safetensors"));
        return [.. file.Tensors.Keys.Order()];
    }

    private double[] FirstLosses(SemanticRecipe recipe)
    {
        using TrainingPlan plan = recipe.Build(new TrainingData(Set(), null), null);
        using DisposeScope scope = NewDisposeScope();
        using TrainingBatch batch = plan.Samples.Make(0);
        LossTerms terms = plan.Losses(batch, BatchTensors.From(batch, CPU));
        return [.. terms.Names.Select(name => (double)terms[name].item<float>())];
    }

    // Five pictures, flat on one side and striped on the other.
    private AnnotatedDataSet Set()
    {
        List<AnnotatedImage> images = [];
        for (int i = 0; i < 5; i++)
        {
            using Mat picture = new(80, 96, MatType.CV_8UC3, Scalar.All(60 + 20 * i));
            using Mat labels = new(80, 96, MatType.CV_8UC1, Scalar.All(0));
            for (int x = 30 + 8 * i; x < 96; x++)
            {
                Cv2.Line(labels, x, 0, x, 79, Scalar.All(1));
                if (x % 2 == 0) Cv2.Line(picture, x, 0, x, 79, Scalar.All(200));
            }
            string file = _folder.Write($"{i}.png", picture.ToBytes(".png"));
            string map = _folder.Write($"{i}-labels.png", labels.ToBytes(".png"));
            images.Add(new AnnotatedImage(file, $"{i}.png", picture.Size(), []) { LabelMap = new LabelMap(map, 2) });
        }
        return new AnnotatedDataSet(["flat", "striped"], images);
    }

    private static void AssertRefused(SemanticRecipe recipe, string message) => Assert.StartsWith(
        message, Assert.Throws<ArgumentOutOfRangeException>(recipe.Validate).Message, StringComparison.Ordinal);
}
