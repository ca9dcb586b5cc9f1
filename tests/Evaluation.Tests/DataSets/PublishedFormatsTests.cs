using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class PublishedFormatsTests
{
    [Fact]
    public void The_same_hundred_images_in_three_formats_give_the_same_boxes()
    {
        string root = SharedData.Path("metrics", "padilla", "formats", "gts");
        using var folder = new TemporaryFolder();
        AnnotatedDataSet voc = VocDataSet.Read(Path.Combine(root, "pascalvoc_format"));
        AnnotatedDataSet coco = CocoDataSet.Read(Path.Combine(root, "coco_format_v1", "instances_default.json"));
        AnnotatedDataSet yolo = ReadYolo(Path.Combine(root, "yolo_format"), voc, folder);

        Assert.Equal(100, voc.Images.Count);
        Assert.All([voc, coco, yolo], dataSet => Assert.Empty(dataSet.Problems));
        List<(string Image, string Class, Rect2d Box)> expected = Sorted(voc);
        AssertSame(expected, Sorted(coco), tolerance: 1e-9);
        // its numbers have six decimals: half a millionth of 500 pixels, twice
        AssertSame(expected, Sorted(yolo), tolerance: 1e-3);
    }

    /// <summary>
    /// The published YOLO labels with a data.yaml and blank images of the right size, which the publisher leaves out.
    /// </summary>
    private static AnnotatedDataSet ReadYolo(string published, AnnotatedDataSet sizes, TemporaryFolder folder)
    {
        string[] names = File.ReadAllLines(Path.Combine(published, "obj.names"));
        folder.Write("data.yaml", $"val: images\nnames: [{string.Join(", ", names)}]\n");
        foreach (AnnotatedImage image in sizes.Images)
        {
            string stem = Path.GetFileNameWithoutExtension(image.Name);
            folder.WriteImage($"images/{stem}.bmp", image.Size.Width, image.Size.Height);
            folder.Write(
                $"labels/{stem}.txt", File.ReadAllText(Path.Combine(published, "obj_train_data", stem + ".txt")));
        }
        return YoloDataSet.Read(folder.Root);
    }

    private static List<(string Image, string Class, Rect2d Box)> Sorted(AnnotatedDataSet dataSet) =>
    [
        .. from image in dataSet.Images
           from item in image.Annotations
           let name = Path.GetFileNameWithoutExtension(image.Name)
           orderby name, dataSet.ClassNames[item.ClassId], Math.Round(item.Box.X), Math.Round(item.Box.Y), Math.Round(
               item.Box.Width)
           select (name, dataSet.ClassNames[item.ClassId], item.Box),
    ];

    private static void AssertSame(
        List<(string Image, string Class, Rect2d Box)> expected, List<(string Image, string Class, Rect2d Box)> actual,
        double tolerance)
    {
        Assert.Equal(
            expected.Select(item => (item.Image, item.Class)), actual.Select(item => (item.Image, item.Class)));
        for (int i = 0; i < expected.Count; i++)
        {
            Rect2d a = expected[i].Box, b = actual[i].Box;
            double difference = Math.Max(
                Math.Max(Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y)),
                Math.Max(Math.Abs(a.Right - b.Right), Math.Abs(a.Bottom - b.Bottom)));
            Assert.True(difference <= tolerance, $"{expected[i]} and {actual[i]} differ by {difference}");
        }
    }
}
