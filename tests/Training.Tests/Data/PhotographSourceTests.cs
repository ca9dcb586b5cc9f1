using System.Security.Cryptography;
using System.Runtime.InteropServices;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class PhotographSourceTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly AugmentationOptions Crop = new() { CropSize = 96 };

    [Fact]
    public void Batches_are_the_same_with_any_number_of_workers_and_from_any_first_step()
    {
        PhotographSource factory = Source(batchSize: 3, seed: 5);
        string[] alone = Digests(factory, firstStep: 0, workers: 1, count: 9);

        Assert.Equal(alone, Digests(factory, 0, workers: 4, count: 9));
        Assert.Equal(alone[4..], Digests(factory, 4, workers: 2, count: 5));
        Assert.Equal(9, alone.Distinct().Count());
    }

    [Fact]
    public void Another_seed_gives_other_batches()
    {
        PhotographSource five = Source(batchSize: 3, seed: 5, degrades: false);
        PhotographSource six = Source(batchSize: 3, seed: 6, degrades: false);
        Assert.NotEqual(Digests(five, 0, 1, 1), Digests(six, 0, 1, 1));
    }

    [Fact]
    public void Every_epoch_shows_every_image_once_in_another_order()
    {
        const int images = 10, batch = 4; // 5 steps are two epochs
        int[] shown = [.. Enumerable.Range(0, 5).SelectMany(step => BatchOrder.Indices(seed: 3, step, batch, images))];

        Assert.Equal(Enumerable.Range(0, images), shown[..images].Order());
        Assert.Equal(Enumerable.Range(0, images), shown[images..].Order());
        Assert.NotEqual(shown[..images], shown[images..]);
    }

    [Fact]
    public void A_batch_shares_one_low_resolution_that_is_a_multiple_of_32()
    {
        PhotographSource factory = Source(batchSize: 2, seed: 1);
        HashSet<Size> sizes = [];
        for (int step = 0; step < 20; step++)
        {
            using TrainingBatch batch = factory.Make(step);
            Assert.Equal((0, 0), (batch.InputSize.Width % 32, batch.InputSize.Height % 32));
            Assert.Equal(2 * batch.InputSize.Width * batch.InputSize.Height * 3, batch.Images.Length);
            Assert.Equal(new Size(96, 96), batch.CleanSize);
            sizes.Add(batch.InputSize);
        }

        Assert.Equal([32, 64, 96], sizes.Select(size => size.Width).Order());
    }

    [Fact]
    public void Without_degradation_input_and_clean_image_are_equal()
    {
        using TrainingBatch batch = Source(batchSize: 2, seed: 1, degrades: false).Make(0);
        Assert.True(batch.Images.SequenceEqual(batch.Clean));
    }

    [Fact]
    public void The_share_of_clean_batches_is_left_clean()
    {
        PhotographSource factory = Source(batchSize: 2, seed: 1, cleanShare: 0.5);
        int clean = 0;
        for (int step = 0; step < 40; step++)
        {
            using TrainingBatch batch = factory.Make(step);
            if (batch.Images.SequenceEqual(batch.Clean)) clean++;
        }

        Assert.InRange(clean, 10, 30);
    }

    [Fact]
    public void An_image_without_boxes_trains_as_a_negative()
    {
        AnnotatedDataSet mixed = scenes.Train with
        {
            Images = [scenes.Train.Images[0] with { Annotations = [] }, scenes.Train.Images[1]],
        };
        DataSetCheck.RequireTrainable(mixed);
        int[] order = BatchOrder.Indices(1, 0, 2, 2);
        using TrainingBatch batch = Source(batchSize: 2, seed: 1, degrades: false, of: mixed).Make(0);

        CenterMaps maps = batch.Targets!;
        int negative = Array.IndexOf(order, 0), cells = maps.Grid.Width * maps.Grid.Height;
        Assert.Equal(0, Sum(maps.Mask.Slice(negative * cells, cells)));
        Assert.Equal(0, Sum(maps.Heatmap.Slice(negative * cells * maps.Classes, cells * maps.Classes)));
    }

    [Fact]
    public void A_reused_buffer_carries_no_targets_over()
    {
        PhotographSource factory = Source(batchSize: 4, seed: 1, degrades: false);
        string first = Digest(factory.Make(0));
        for (int step = 1; step < 6; step++) factory.Make(step).Dispose();
        Assert.Equal(first, Digest(factory.Make(0)));
    }

    [Fact]
    public void A_data_set_that_cannot_be_trained_on_is_refused_by_name()
    {
        AnnotatedImage image = scenes.Train.Images[0];
        Assert.Contains("holds no image", Refused<TrainingException>([]), StringComparison.Ordinal);
        Assert.Contains(
            "None of the 1 training images has a box", Refused<TrainingException>([image with { Annotations = [] }]),
            StringComparison.Ordinal);
        string nan = Refused<DataSetException>(
            [image with { Annotations = [new Annotation(new Rect2d(double.NaN, 0, 4, 4), 0)] }]);
        Assert.Contains(image.Path, nan, StringComparison.Ordinal);
        Assert.Contains("NaN", nan, StringComparison.Ordinal);
        Assert.Contains(
            "class 6; expected 0 to 5",
            Refused<DataSetException>([image with { Annotations = [new Annotation(new Rect2d(0, 0, 4, 4), 6)] }]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_image_ends_training_with_its_path()
    {
        AnnotatedDataSet missing = scenes.Train with
        {
            Images = [scenes.Train.Images[0] with { Path = "/nowhere/a.png" }],
        };
        using BatchLoader loader = new(
            Source(batchSize: 2, seed: 1, degrades: false, of: missing).Make, 0, workers: 2);
        Assert.Contains(
            "/nowhere/a.png", Assert.Throws<DataSetException>(loader.Next).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("None", 0)]
    [InlineData("Input", 32 / 4)]
    [InlineData("Clean", 96 / 4)]
    public void Targets_are_made_only_for_recipes_that_ask_for_them(string frame, int cells)
    {
        TargetFrame targets = Enum.Parse<TargetFrame>(frame);
        DegradationPipeline third = new([new DownsampleOptions { Scale = 3 }]);
        using TrainingBatch batch = new PhotographSource(scenes.Train, Crop, third, batchSize: 2, seed: 1)
        {
            Targets = targets,
        }.Make(0);
        Assert.Equal(new Size(32, 32), batch.InputSize);
        Assert.Equal(cells, batch.Targets?.Grid.Width ?? 0);
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        Assert.Equal(targets == TargetFrame.None, BatchTensors.From(batch, TorchSharp.torch.CPU).Targets is null);
    }

    [Fact]
    public void Photographs_larger_than_the_input_are_varied_as_the_detector_will_see_them()
    {
        // scenes are 160 x 128
        Assert.Equal(Made(Crop with { MinimumZoom = 0.3, MaximumZoom = 0.8 }, null), Made(Crop, 80));
        Assert.Equal(Made(Crop, null), Made(Crop, 160));
        Assert.Equal(Made(Crop, null), Made(Crop, 320)); // smaller ones stay

        string Made(AugmentationOptions options, int? side) => Digest(
            new PhotographSource(scenes.Train, options, null, batchSize: 4, seed: 1)
            {
                InputSide = side,
                Targets = TargetFrame.Input,
            }.Make(0));
    }

    [Fact]
    public void Labels_lie_on_the_pixels_of_the_clean_images()
    {
        // each pixel's red value is ten times its class, so that the two must go together
        string folder = Directory.CreateTempSubdirectory("labels-").FullName;
        using Mat labels = new(120, 160, MatType.CV_8UC1), picture = new();
        for (int y = 0; y < 120; y++)
            for (int x = 0; x < 160; x++) labels.Set(y, x, (byte)(x / 20 + y / 40));
        using Mat red = labels * 10, none = Mat.Zeros(120, 160, MatType.CV_8UC1);
        Cv2.Merge([none, none, red], picture);
        picture.SaveImage(Path.Combine(folder, "1.png"));
        labels.SaveImage(Path.Combine(folder, "1-labels.png"));
        AnnotatedImage image = new(Path.Combine(folder, "1.png"), "1.png", new Size(160, 120), [])
        {
            LabelMap = new LabelMap(Path.Combine(folder, "1-labels.png"), Classes: 10),
        };
        AugmentationOptions drawn = new() { CropSize = 96, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 };

        using TrainingBatch batch = new PhotographSource(
            new AnnotatedDataSet(["0"], [image]), drawn, null, batchSize: 8, seed: 3) { ReadsLabelMaps = true }.Make(0);

        Assert.Equal(8 * 96 * 96, batch.LabelMaps.Length);
        for (int i = 0; i < batch.LabelMaps.Length; i++) Assert.Equal(batch.Clean[3 * i], 10 * batch.LabelMaps[i]);
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        Assert.Equal([8, 96, 96], BatchTensors.From(batch, TorchSharp.torch.CPU).LabelMaps!.shape);
        Directory.Delete(folder, recursive: true);
    }

    private PhotographSource Source(
        int batchSize, int seed, bool degrades = true, double cleanShare = 0, AnnotatedDataSet? of = null) =>
        new(of ?? scenes.Train, Crop, degrades ? DegradationPipeline.CocoD : null, batchSize, seed)
        {
            CleanShare = cleanShare,
            SizeMultiple = AerisNetwork.InputStride,
            Targets = TargetFrame.Input,
        };

    private static string[] Digests(PhotographSource factory, long firstStep, int workers, int count)
    {
        using BatchLoader loader = new(factory.Make, firstStep, workers);
        return [.. Enumerable.Range(0, count).Select(_ => Digest(loader.Next()))];
    }

    private static string Digest(TrainingBatch batch)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(batch.Images);
        hash.AppendData(batch.Clean);
        CenterMaps targets = batch.Targets!;
        foreach (float[] maps in
            (float[][])[[.. targets.Heatmap], [.. targets.Mask], [.. targets.BoxSize], [.. targets.Offset]])
            hash.AppendData(MemoryMarshal.AsBytes(maps.AsSpan()));
        string digest = $"{batch.Step} {Convert.ToHexString(hash.GetHashAndReset())}";
        batch.Dispose();
        return digest;
    }

    private string Refused<T>(AnnotatedImage[] images) where T : Exception =>
        Assert.Throws<T>(() => DataSetCheck.RequireTrainable(scenes.Train with { Images = images })).Message;

    private static float Sum(Span<float> values)
    {
        float sum = 0;
        foreach (float value in values) sum += value;
        return sum;
    }
}
