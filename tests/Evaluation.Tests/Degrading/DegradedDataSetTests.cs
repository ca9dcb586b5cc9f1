using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
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

    [Theory]
    [InlineData(DataSetFormat.Yolo)]
    [InlineData(DataSetFormat.Voc)]
    public void Pictures_of_one_stem_give_two_copies_with_labels_of_their_own(DataSetFormat format)
    {
        using Mat picture = new(40, 60, MatType.CV_8UC3, Scalar.All(90));
        AnnotatedImage[] images =
        [
            .. new[] { ("cam.jpg", 5.0), ("cam.png", 25.0) }.Select(one => new AnnotatedImage(
                _folder.Write("in/" + one.Item1, picture.ToBytes(System.IO.Path.GetExtension(one.Item1))), one.Item1,
                picture.Size(), [new Annotation(new Rect2d(one.Item2, 5, 10, 10), 0)])),
        ];
        DegradedDataSet copy = DegradedDataSet.Write(
            new AnnotatedDataSet(["a"], images) { Format = format }, _folder.File("in"), _folder.File("out"), "val",
            new DegradationPipeline([new QuantizeOptions()]), seed: 1);
        Assert.Empty(copy.Failures);
        AnnotatedDataSet read = AnnotatedDataSet.Load(_folder.File("out"));
        Assert.Equal([5.0, 25.0], read.Images.Select(image => Assert.Single(image.Annotations).Box.X).Order());
        Assert.Equal(["cam-2.png", "cam.png"], read.Images.Select(image => image.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pictures_that_are_annotated_as_stored_are_copied_as_stored()
    {
        using Mat picture = new(40, 60, MatType.CV_8UC3, Scalar.All(20));
        picture[0, 16, 0, 16].SetTo(Scalar.All(230));
        byte[] jpeg = picture.ToBytes(".jpg");
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0,
            0, 0, 0, 0, 0
        ];
        string path = _folder.Write("in/a.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]);
        AnnotatedImage image = new(path, "a.jpg", picture.Size(), [new Annotation(new Rect2d(0, 0, 16, 16), 0)])
        {
            Orientation = ImageOrientation.Stored,
        };
        DegradedDataSet copy = DegradedDataSet.Write(
            new AnnotatedDataSet(["a"], [image]), _folder.File("in"), _folder.File("out"), "val",
            new DegradationPipeline([new QuantizeOptions()]), seed: 1);
        using Mat written = AnnotatedDataSet.Load(_folder.File("out")).Images[0].Read();
        Assert.Empty(copy.Failures);
        Assert.Equal(picture.Size(), written.Size());
        Assert.True(written.At<Vec3b>(4, 4).Item0 > 200);
    }

    [Theory]
    [InlineData(DataSetFormat.Yolo)]
    [InlineData(DataSetFormat.Coco)]
    [InlineData(DataSetFormat.Voc)]
    public void Seven_shards_of_two_copies_and_the_call_that_ends_them_write_what_one_call_writes(DataSetFormat format)
    {
        AnnotatedDataSet original = WriteOriginal(format);
        DegradedDataSet Write(string output, Shard? shard) => DegradedDataSet.Write(
            original, _folder.File("in"), _folder.File(output), "val", DegradationPipeline.CocoD, 4, copies: 2, shard);
        DegradedDataSet one = Write("one", null);
        for (int number = 1; number <= 7; number++)
            Assert.Equal(number <= 6 ? 1 : 0, Write("seven", new Shard(number, 7)).Written.Images.Count);
        Assert.Equal(one.VanishedBoxes, Write("seven", null).VanishedBoxes);
        Assert.Equal(Contents("one"), Contents("seven"));

        AnnotatedDataSet read = AnnotatedDataSet.Load(_folder.File("one"), "val", boxes: BoxPolicy.AsWritten);
        Assert.Equal(
            ["0-1.png", "0-2.png", "1-1.png", "1-2.png", "2-1.png", "2-2.png"],
            read.Images.Select(image => image.Name));
        using Mat image = original.Images[1].Read(), written = read.Images[3].Read();
        (Mat expected, AnnotatedImage annotated) =
            new DataSetDegradation(DegradationPipeline.CocoD, seed: 4, copy: 1).Apply(1, image, original.Images[1]);
        using (expected) Assert.Equal(0, Cv2.Norm(expected, written));
        Assert.Equal(annotated.Annotations.Count, read.Images[3].Annotations.Count);
    }

    [Fact]
    public void A_picture_of_another_size_than_stated_is_left_out_by_name()
    {
        AnnotatedDataSet original = WriteOriginal(DataSetFormat.Yolo);
        AnnotatedDataSet wrong = original with
        {
            Images = [original.Images[0] with { Size = new Size(7, 7) }, .. original.Images.Skip(1)],
        };
        DegradedDataSet copy = DegradedDataSet.Write(
            wrong, _folder.File("in"), _folder.File("out"), "val", DegradationPipeline.CocoD, seed: 4);
        Assert.Contains(
            "its annotation states 7x7", Assert.Single(copy.Failures).Reason, StringComparison.Ordinal);
        Assert.Equal(original.Images.Count - 1, copy.Written.Images.Count);
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

    private SortedDictionary<string, string> Contents(string folder) => new(
        Directory.GetFiles(_folder.File(folder), "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(_folder.File(folder), file),
            file => Convert.ToBase64String(File.ReadAllBytes(file))),
        StringComparer.Ordinal);

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
