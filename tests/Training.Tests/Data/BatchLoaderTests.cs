using System.Security.Cryptography;
using System.Runtime.InteropServices;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class BatchLoaderTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly AugmentationOptions Crop = new() { CropSize = 96 };

    [Fact]
    public void Batches_are_the_same_with_any_number_of_workers_and_from_any_first_step()
    {
        BatchFactory factory = new(scenes.Train, Crop, DegradationPipeline.CocoD, cleanShare: 0, batchSize: 3, seed: 5);
        string[] alone = Digests(factory, firstStep: 0, workers: 1, count: 9);

        Assert.Equal(alone, Digests(factory, 0, workers: 4, count: 9));
        Assert.Equal(alone[4..], Digests(factory, 4, workers: 2, count: 5));
        Assert.Equal(9, alone.Distinct().Count());
    }

    [Fact]
    public void Another_seed_gives_other_batches()
    {
        BatchFactory five =
            new(scenes.Train, Crop, null, 0, 3, seed: 5), six = new(scenes.Train, Crop, null, 0, 3, seed: 6);
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
        BatchFactory factory = new(scenes.Train, Crop, DegradationPipeline.CocoD, cleanShare: 0, batchSize: 2, seed: 1);
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
        using TrainingBatch batch = new BatchFactory(scenes.Train, Crop, null, 0, 2, 1).Make(0);
        Assert.True(batch.Images.SequenceEqual(batch.Clean));
    }

    [Fact]
    public void The_share_of_clean_batches_is_left_clean()
    {
        BatchFactory factory = new(
            scenes.Train, Crop, DegradationPipeline.CocoD, cleanShare: 0.5, batchSize: 2, seed: 1);
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
        BatchFactory.RequireTrainable(mixed);
        int[] order = BatchOrder.Indices(1, 0, 2, 2);
        using TrainingBatch batch = new BatchFactory(mixed, Crop, null, 0, 2, 1).Make(0);

        int negative = Array.IndexOf(order, 0), cells = batch.Grid.Width * batch.Grid.Height;
        Assert.Equal(0, Sum(batch.Mask.Slice(negative * cells, cells)));
        Assert.Equal(0, Sum(batch.Heatmap.Slice(negative * cells * batch.Classes, cells * batch.Classes)));
    }

    [Fact]
    public void A_reused_buffer_carries_no_targets_over()
    {
        BatchFactory factory = new(scenes.Train, Crop, null, 0, 4, 1);
        string first = Digest(factory.Make(0));
        for (int step = 1; step < 6; step++) factory.Make(step).Dispose();
        Assert.Equal(first, Digest(factory.Make(0)));
    }

    [Fact]
    public void A_data_set_that_cannot_be_trained_on_is_refused_by_name()
    {
        AnnotatedImage image = scenes.Train.Images[0];
        Assert.Contains("holds no image", Refused<ArgumentException>([]), StringComparison.Ordinal);
        Assert.Contains(
            "None of the 1 training images has a box", Refused<ArgumentException>([image with { Annotations = [] }]),
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
        using BatchLoader loader = new(new BatchFactory(missing, Crop, null, 0, 2, 1).Make, 0, workers: 2);
        Assert.Contains(
            "/nowhere/a.png", Assert.Throws<DataSetException>(loader.Next).Message, StringComparison.Ordinal);
    }

    private static string[] Digests(BatchFactory factory, long firstStep, int workers, int count)
    {
        using BatchLoader loader = new(factory.Make, firstStep, workers);
        return [.. Enumerable.Range(0, count).Select(_ => Digest(loader.Next()))];
    }

    private static string Digest(TrainingBatch batch)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(batch.Images);
        hash.AppendData(batch.Clean);
        foreach (float[] maps in
            (float[][])[[.. batch.Heatmap], [.. batch.Mask], [.. batch.BoxSize], [.. batch.Offset]])
            hash.AppendData(MemoryMarshal.AsBytes(maps.AsSpan()));
        string digest = $"{batch.Step} {Convert.ToHexString(hash.GetHashAndReset())}";
        batch.Dispose();
        return digest;
    }

    private string Refused<T>(AnnotatedImage[] images) where T : Exception =>
        Assert.Throws<T>(() => BatchFactory.RequireTrainable(scenes.Train with { Images = images })).Message;

    private static float Sum(Span<float> values)
    {
        float sum = 0;
        foreach (float value in values) sum += value;
        return sum;
    }
}
