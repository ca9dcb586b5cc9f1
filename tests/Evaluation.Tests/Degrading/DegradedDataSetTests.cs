using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Degrading;

public sealed class DegradedDataSetTests : IDisposable
{
    private readonly DetectionSdk.Tests.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DataSetFormat.Yolo)]
    [InlineData(DataSetFormat.Coco)]
    [InlineData(DataSetFormat.Voc)]
    public void A_copy_on_disk_is_the_copy_on_the_fly(DataSetFormat format)
    {
        AnnotatedDataSet original = WriteOriginal(format);
        DegradedDataSet copy = DegradedDataSet.Write(
            original, _folder.File("in"), _folder.File("out"), "val", DegradationPipeline.CocoD, seed: 4);
        AnnotatedDataSet read = AnnotatedDataSet.Load(_folder.File("out"), "val", boxes: BoxPolicy.AsWritten);

        Assert.Empty(copy.Failures);
        Assert.Empty(read.Problems);
        DataSetDegradation onTheFly = new(DegradationPipeline.CocoD, seed: 4);
        for (int i = 0; i < original.Images.Count; i++)
        {
            using Mat image = original.Images[i].Read(), written = read.Images[i].Read();
            (Mat expected, AnnotatedImage annotated) = onTheFly.Apply(i, image, original.Images[i]);
            using (expected) Assert.Equal(0, Cv2.Norm(expected, written));
            Assert.Equal(annotated.Size, read.Images[i].Size);
            foreach ((Annotation e, Annotation a) in annotated.Annotations.Zip(read.Images[i].Annotations))
            {
                Assert.Equal(e.ClassId, a.ClassId);
                Assert.Equal(e.Box.X, a.Box.X, 1e-6);
                Assert.Equal(e.Box.Height, a.Box.Height, 1e-6);
                Assert.Equal(e.Area, a.Area, 1e-4);
            }
        }
    }

    [Fact]
    public void Boxes_that_vanish_are_kept_and_counted_and_stated_areas_shrink_with_the_image()
    {
        DegradationPlan plan = new(new Size(100, 80), [new ResizeStep(25, 20, ResizeMethod.Area)]);
        AnnotatedImage image = new(
            "a.png", "a.png", new Size(100, 80), [new Annotation(new Rect2d(8, 8, 3, 40), 0) { Area = 64 }]);
        AnnotatedImage mapped = DataSetDegradation.Map(image, plan);
        Assert.Equal(new Rect2d(2, 2, 0.75, 10), Assert.Single(mapped.Annotations).Box);
        Assert.Equal(4, mapped.Annotations[0].Area);
        Assert.Equal(new Size(25, 20), mapped.Size);
        Assert.Equal([0], plan.FindVanished([image.Annotations[0].Box]));
    }

    [Fact]
    public void Copies_of_one_seed_differ_and_repeat()
    {
        Size size = new(200, 150);
        DataSetDegradation first = new(DegradationPipeline.CocoD, 1), second = new(
            DegradationPipeline.CocoD, 1, copy: 1), again = new(DegradationPipeline.CocoD, 1, copy: 1);
        Assert.NotEqual(first.PlanOf(0, size).ToJson(), second.PlanOf(0, size).ToJson());
        Assert.Equal(second.PlanOf(5, size).ToJson(), again.PlanOf(5, size).ToJson());
    }

    [Fact]
    public void A_sweep_starts_at_the_image_itself()
    {
        foreach (SweepLevel level in SweepLevel.Usual.Where(l => l.Value == (l.Axis == SweepAxis.Scale ? 1 : 0)))
        {
            using Mat image = new(60, 80, MatType.CV_8UC3, new Scalar(9, 99, 199));
            Cv2.Line(image, new Point(3, 3), new Point(70, 50), Scalar.White);
            using Mat same = level.ToPipeline().Sample(1, image.Size()).Apply(image);
            Assert.Equal(0, Cv2.Norm(image, same));
        }
        Assert.Equal(
            new Size(20, 15), new SweepLevel(SweepAxis.Scale, 4).ToPipeline().Sample(1, new Size(80, 60)).OutputSize);
    }

    private AnnotatedDataSet WriteOriginal(DataSetFormat format)
    {
        AnnotatedImage[] images = [.. Enumerable.Range(0, 3).Select(i =>
        {
            string path = AnnotatedDataSet.ImagePath(_folder.File("in"), "val", format, $"{i}.png");
            using Mat image = new(90 + 10 * i, 120, MatType.CV_8UC3, new Scalar(40 * i, 90, 200));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Assert.True(image.SaveImage(path));
            return new AnnotatedImage(
                path, $"{i}.png", image.Size(),
                [new Annotation(new Rect2d(10 + i, 20, 40, 30), i % 2), new Annotation(new Rect2d(60, 30, 16, 24), 1)]);
        })];
        new AnnotatedDataSet(["a", "b"], images) { Format = format }.Save(_folder.File("in"), "val", format);
        return AnnotatedDataSet.Load(_folder.File("in"), "val", boxes: BoxPolicy.AsWritten);
    }
}
