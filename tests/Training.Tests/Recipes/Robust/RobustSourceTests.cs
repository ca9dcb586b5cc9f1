using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class RobustSourceTests : IDisposable
{
    private const int Side = 128;
    private static readonly Scalar[] Colours = [new(40, 40, 200), new(40, 200, 40), new(200, 40, 40)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mosaic_is_filled_by_four_photographs_whose_objects_lie_where_their_pixels_do()
    {
        RobustRecipe recipe = Recipe with { MosaicShare = 1 };
        using RobustSource source = new(Plain(), recipe, [Side]);
        int objects = 0;
        for (int step = 0; step < 10; step++)
        {
            using TrainingBatch batch = source.Make(step);
            Assert.All(batch.Names, name => Assert.Equal(4, name.Split(" + ").Length));
            Assert.All(batch.Labels, item => Assert.Equal(item.ClassId, ClassAt(batch, item)));
            objects += batch.Labels.Count;
        }
        Assert.InRange(objects, 50, 80); // one on every photograph, all of it; not counted where little of it is seen
    }

    [Fact]
    public void The_share_of_mosaics_is_the_one_that_was_asked_for()
    {
        AnnotatedDataSet plain = Plain();
        Assert.Equal(0, MosaicsOf(0));
        Assert.InRange(MosaicsOf(0.5), 70, 130);

        int MosaicsOf(double share)
        {
            using RobustSource source = new(plain, Recipe with { MosaicShare = share }, [Side]);
            int count = 0;
            for (int step = 0; step < 100; step++)
            {
                using TrainingBatch batch = source.Make(step);
                count += batch.Names.Count(name => name.Contains('+', StringComparison.Ordinal));
            }
            return count;
        }
    }

    [Fact]
    public void A_batch_with_mosaics_is_the_same_each_time()
    {
        using RobustSource source = new(Plain(), Recipe with { MosaicShare = 0.5 }, [Side]);
        using TrainingBatch once = source.Make(3), again = source.Make(3);
        Assert.Equal(once.Clean.ToArray(), again.Clean.ToArray());
        Assert.Equal(once.Labels, again.Labels);
    }

    [Fact]
    public void Nothing_but_photographs_shows_in_a_mosaic()
    {
        using RobustSource source = new(Plain(), Recipe with { MosaicShare = 1 }, [Side]);
        using TrainingBatch batch = source.Make(0);
        Assert.Equal<byte>([40, 200], batch.Clean.ToArray().Distinct().Order());
    }

    [Fact]
    public void The_student_sees_noisy_pictures_without_their_noise_and_the_teacher_clean_ones()
    {
        AnnotatedDataSet plain = Plain();
        RobustRecipe noisy = Recipe with
        {
            Degradation = new DegradationPipeline([new GaussianNoiseOptions { StandardDeviation = 20 }]),
            CleanShare = 0,
        };
        using RobustSource before = new(plain, noisy, [Side]);
        using RobustSource after = new(plain, noisy with { Denoise = true }, [Side]);
        using TrainingBatch loud = before.Make(0), quiet = after.Make(0);
        Assert.Equal(loud.Clean.ToArray(), quiet.Clean.ToArray());
        Assert.True(Error(quiet) < 0.6 * Error(loud), $"{Error(quiet)} of {Error(loud)}");
    }

    private static double Error(TrainingBatch batch) =>
        Math.Sqrt(batch.Images.ToArray().Zip(batch.Clean.ToArray(), (a, b) => Math.Pow(a - b, 2)).Average());

    private static RobustRecipe Recipe => new() { Model = "model.onnx", BatchSize = 2, Degradation = null };

    private static int ClassAt(TrainingBatch batch, PlacedBox item)
    {
        int x = (int)(item.Box.X + item.Box.Width / 2), y = (int)(item.Box.Y + item.Box.Height / 2);
        Span<byte> rgb = batch.Clean.Slice(3 * ((item.Image * Side + y) * Side + x), 3);
        return rgb.IndexOf((byte)200);
    }

    /// <summary>Photographs of one colour each, all of it annotated.</summary>
    private AnnotatedDataSet Plain()
    {
        for (int i = 0; i < 6; i++)
        {
            using Mat image = new(60 + 20 * i, 150 - 10 * i, MatType.CV_8UC3, Colours[i % 3]);
            Assert.True(Cv2.ImWrite(_folder.File($"{i}.png"), image));
        }
        AnnotatedDataSet read = UnlabelledDataSet.Read(_folder.Path);
        return read with
        {
            ClassNames = ["red", "green", "blue"],
            Images =
            [
                .. read.Images.Select((photograph, i) =>
                {
                    using Mat image = photograph.Read();
                    Annotation all = new(new Rect2d(0, 0, image.Width, image.Height), i % 3);
                    return photograph with { Annotations = [all] };
                }),
            ],
        };
    }
}
