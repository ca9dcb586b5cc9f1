using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class UnlabelledDataSetTests
{
    [Fact]
    public void Every_photograph_below_the_folder_is_taken_by_name_without_boxes()
    {
        using TemporaryFolder folder = new();
        Write(folder.Prepare("b.png"), new Size(20, 10));
        Write(folder.Prepare("a/c.jpg"), new Size(8, 16));
        folder.Write("notes.txt", "no image");

        AnnotatedDataSet photographs = UnlabelledDataSet.Read(folder.Root);

        Assert.Equal(["a/c.jpg", "b.png"], photographs.Images.Select(image => image.Name));
        Assert.Equal([new Size(8, 16), new Size(20, 10)], photographs.Images.Select(image => image.Size));
        Assert.Equal((0, 0), (photographs.BoxCount, photographs.ClassNames.Count));
        using Mat pixels = photographs.Images[1].Read();
        Assert.Equal(new Size(20, 10), pixels.Size());
    }

    [Fact]
    public void Absent_and_empty_folders_and_damaged_images_are_named()
    {
        using TemporaryFolder folder = new();
        Assert.Contains(
            "folder not found",
            Assert.Throws<DataSetException>(() => UnlabelledDataSet.Read(Path.Combine(folder.Root, "absent"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no image", Assert.Throws<DataSetException>(() => UnlabelledDataSet.Read(folder.Root)).Message,
            StringComparison.Ordinal);
        folder.Write("broken.png", "no image");
        Assert.Contains(
            "broken.png", Assert.Throws<DataSetException>(() => UnlabelledDataSet.Read(folder.Root)).Message,
            StringComparison.Ordinal);
    }

    private static void Write(string path, Size size)
    {
        using Mat image = new(size, MatType.CV_8UC3, Scalar.All(90));
        Cv2.ImWrite(path, image);
    }
}
