using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] Classes = ["traffic light", "it's: \"odd\", {really}", "no", "3", "über"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DataSetFormat.Yolo)]
    [InlineData(DataSetFormat.Coco)]
    [InlineData(DataSetFormat.Voc)]
    public void A_saved_data_set_loads_with_the_same_boxes_to_the_last_digits(DataSetFormat format)
    {
        AnnotatedDataSet written = Sample(format);

        written.Save(_folder.Root, "val", format);
        AnnotatedDataSet read = AnnotatedDataSet.Load(_folder.Root, "val");

        Assert.Equal(format, read.Format);
        Assert.Empty(read.Problems);
        Assert.Equal(
            written.Images.Select(image => (image.Path, image.Name, image.Size)),
            read.Images.Select(image => (image.Path, image.Name, image.Size)));
        for (int i = 0; i < written.Images.Count; i++)
        {
            AssertEqual([.. written.Images[i].Annotations.Select(item => (item.Box, written.ClassNames[item.ClassId]))],
                [.. read.Images[i].Annotations.Select(item => (item.Box, read.ClassNames[item.ClassId]))]);
        }
    }

    [Fact]
    public void Yolo_keeps_the_order_of_classes_and_reads_back_names_with_quotes_and_digits()
    {
        Sample(DataSetFormat.Yolo).Save(_folder.Root, "val", DataSetFormat.Yolo);

        Assert.Equal(Classes, YoloDataSet.Read(_folder.Root).ClassNames);
    }

    [Fact]
    public void Yolo_splits_written_one_after_the_other_share_one_yaml()
    {
        AnnotatedDataSet dataSet = Sample(DataSetFormat.Yolo);
        AnnotatedImage image = dataSet.Images[0] with
        {
            Path = _folder.WriteImage("images/train/only.png", 30, 20),
            Name = "only.png",
            Size = new Size(30, 20),
        };

        dataSet.Save(_folder.Root, "val", DataSetFormat.Yolo);
        (dataSet with { Images = [image] }).Save(_folder.Root, "train", DataSetFormat.Yolo);

        Assert.Equal(2, YoloDataSet.Read(_folder.Root, "val").Images.Count);
        Assert.Equal("only.png", Assert.Single(YoloDataSet.Read(_folder.Root, "train").Images).Name);
        DataSetException fault = Assert.Throws<DataSetException>(
            () =>
                (dataSet with { ClassNames = ["other"], Images = [] }).Save(_folder.Root, "test", DataSetFormat.Yolo));
        Assert.Contains("has the classes traffic light", fault.Message);
    }

    [Fact]
    public void Coco_keeps_ids_areas_and_crowds()
    {
        var written = new AnnotatedDataSet(["cat", "dog"],
        [
            new("/x/b.jpg", "b.jpg", new Size(100, 50),
                [
                    new(new Rect2d(1, 2, 3, 4), 1) { Area = 7.5, Crowd = true }, new(new Rect2d(5, 6, 7, 8), 0)
                ]) { CocoId = 9_000_000_000 }
        ])
        { CategoryIds = [17, 18] };

        string path = Path.Combine(_folder.Root, "a", "b.json");
        CocoDataSet.Write(written, path);
        AnnotatedDataSet read = CocoDataSet.Read(path);

        Assert.Equal([17, 18], read.CategoryIds);
        AnnotatedImage image = Assert.Single(read.Images);
        Assert.Equal(9_000_000_000, image.CocoId);
        Assert.Equal(
            [new(new Rect2d(1, 2, 3, 4), 1) { Area = 7.5, Crowd = true }, new(new Rect2d(5, 6, 7, 8), 0) { Area = 56 }],
            image.Annotations);
    }

    [Fact]
    public void Formats_without_crowds_leave_them_out_or_call_them_difficult()
    {
        AnnotatedDataSet sample = Sample(DataSetFormat.Voc);
        var crowd = new AnnotatedDataSet(
            ["a"],
            [
                sample.Images[0] with
                {
                    Annotations = [new(new Rect2d(1, 1, 5, 5), 0) { Crowd = true }, new(new Rect2d(2, 2, 5, 5), 0)],
                }
            ]);

        crowd.Save(_folder.Root, "val", DataSetFormat.Voc);
        Assert.Equal([true, false], VocDataSet.Read(_folder.Root).Images[0].Annotations.Select(item => item.Difficult));

        _folder.WriteImage("images/val/sub/a.png", 64, 48);
        crowd.Save(_folder.Root, "val", DataSetFormat.Yolo);
        Assert.Equal(
            new Rect2d(2, 2, 5, 5), Round(Assert.Single(YoloDataSet.Read(_folder.Root).Images[0].Annotations).Box));
    }

    [Fact]
    public void Coco_detections_keep_order_ids_and_every_digit()
    {
        var groundTruth = new AnnotatedDataSet(
            ["cat", "dog"],
            [
                new("/b", "b", new Size(9, 9), []) { CocoId = 5 }, new("/a", "a", new Size(9, 9), []) { CocoId = 3 }
            ]) { CategoryIds = [7, 9] };
        ScoredBox[] written =
        [
            new(1, 0, new Rect2d(.1, 1 / 3.0, 2e-7, 1e5), .1f), new(0, 1, new Rect2d(1, 2, 3, 4), 1),
            new(1, 1, new Rect2d(-1, 0, 0, 0), 0)
        ];

        string path = Path.Combine(_folder.Root, "dt.json");
        CocoDetections.Write(written, groundTruth, path);

        Assert.Equal(written, CocoDetections.Read(path, groundTruth));
        Assert.StartsWith("[{\"image_id\":3,\"category_id\":7,\"bbox\":[0.1,", File.ReadAllText(path));
    }

    [Fact]
    public void A_failed_write_leaves_neither_the_file_nor_a_part_of_it()
    {
        string blocker = _folder.Write("out", "a file where a folder is needed");

        DataSetException fault = Assert.Throws<DataSetException>(
            () => Sample(DataSetFormat.Coco).Save(blocker, "val", DataSetFormat.Coco));

        Assert.Contains("cannot be written", fault.Message);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories),
            path => path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_leads_out_of_the_folder_is_not_written()
    {
        AnnotatedDataSet dataSet = Sample(DataSetFormat.Yolo);
        AnnotatedDataSet hostile = dataSet with { Images = [dataSet.Images[0] with { Name = "../../../evil.png" }] };

        Assert.Throws<DataSetException>(() => hostile.Save(_folder.Root, "val", DataSetFormat.Yolo));
        Assert.Throws<DataSetException>(() => hostile.Save(_folder.Root, "val", DataSetFormat.Voc));
        Assert.Throws<DataSetException>(
            () => AnnotatedDataSet.ImagePath(_folder.Root, "val", DataSetFormat.Coco, "/etc/passwd"));
    }

    /// <summary>
    /// Two images, one in a sub-folder with awkward numbers and one without objects, whose files lie where the format
    /// wants them.
    /// </summary>
    private AnnotatedDataSet Sample(DataSetFormat format)
    {
        AnnotatedImage Image(string name, int width, int height, params Annotation[] annotations)
        {
            string path = AnnotatedDataSet.ImagePath(_folder.Root, "val", format, name);
            _folder.WriteImage(Path.GetRelativePath(_folder.Root, path), width, height);
            return new AnnotatedImage(path, name, new Size(width, height), annotations);
        }

        return new AnnotatedDataSet(Classes,
        [
            Image("sub/a.png", 64, 48, new(new Rect2d(1 / 3.0, .1, 2 / 7.0, 20.123456789012), 1),
                new(new Rect2d(0, 0, 64, 48), 0), new(new Rect2d(3, 4, 5, 6), 2),
                new(new Rect2d(3, 4, 5, 7), 3), new(new Rect2d(3, 4, 5, 8), 4)),
            Image("zzz.png", 10, 20),
        ]);
    }

    private static void AssertEqual((Rect2d Box, string Class)[] expected, (Rect2d Box, string Class)[] actual)
    {
        Assert.Equal(expected.Select(item => item.Class), actual.Select(item => item.Class));
        foreach ((Rect2d a, Rect2d b) in expected.Select(item => item.Box).Zip(actual.Select(item => item.Box)))
        {
            // A centre or corner was added and taken away again: a few units in the last place of a coordinate.
            Assert.Equal(a.X, b.X, 1e-13);
            Assert.Equal(a.Y, b.Y, 1e-13);
            Assert.Equal(a.Width, b.Width, 1e-13);
            Assert.Equal(a.Height, b.Height, 1e-13);
        }
    }

    private static Rect2d Round(Rect2d box) =>
        new(Math.Round(box.X, 9), Math.Round(box.Y, 9), Math.Round(box.Width, 9), Math.Round(box.Height, 9));
}
