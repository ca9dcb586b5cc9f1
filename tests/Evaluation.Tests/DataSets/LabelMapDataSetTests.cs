using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

public sealed class LabelMapDataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_photograph_comes_with_the_classes_of_its_pixels_and_void_is_none()
    {
        Write("0 sky\n1 the road\n7 Void\n", [0, 1, 7, 1, 0, 7]);

        AnnotatedDataSet set = LabelMapDataSet.Read(_folder.Root, "train");

        Assert.True(LabelMapDataSet.IsAt(_folder.Root));
        Assert.Equal(["sky", "the road"], set.ClassNames);
        AnnotatedImage image = Assert.Single(set.Images);
        using Mat labels = image.LabelMap!.Read(image.Size);
        Assert.Equal([0, 1, LabelMap.None, 1, 0, LabelMap.None], labels.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void A_map_of_another_size_names_both()
    {
        Write("0 sky\n1 road\n", [0, 1, 1, 1, 0, 0]);
        LabelMap map = Map();

        DataSetException error = Assert.Throws<DataSetException>(() => map.Read(new Size(4, 2)));

        Assert.Equal(
            $"{map.Path}: the label map is 3 x 2 pixels; expected 4 x 2, the size of its image.", error.Message);
    }

    [Fact]
    public void A_value_that_is_no_class_is_named()
    {
        Write("0 sky\n1 road\n3 void\n", [0, 1, 2, 1, 0, 3]);
        LabelMap map = Map();

        DataSetException error = Assert.Throws<DataSetException>(() => map.Read(new Size(3, 2)));

        Assert.Equal($"{map.Path}: the label map holds the value 2; expected 0 to 1, or 3 for void.", error.Message);
    }

    [Fact]
    public void A_map_in_colours_is_refused()
    {
        Write("0 sky\n", [0, 0, 0, 0, 0, 0]);
        using Mat colours = new(2, 3, MatType.CV_8UC3, new Scalar(0, 1, 0));
        _folder.WriteBytes("labels/train/1.png", colours.ToBytes(".png"));

        DataSetException error = Assert.Throws<DataSetException>(() => Map().Read(new Size(3, 2)));

        Assert.Contains("has colours; expected one channel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photograph_without_map_is_named()
    {
        Write("0 sky\n", [0, 0, 0, 0, 0, 0]);
        File.Delete(Path.Combine(_folder.Root, "labels/train/1.png"));

        DataSetException error = Assert.Throws<DataSetException>(() => LabelMapDataSet.Read(_folder.Root, "train"));

        Assert.Contains("the image has no label map; expected '", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sky\n", "'sky' is no class; expected a number from 0 to 254, and a name.")]
    [InlineData("1 sky\n", "class 'sky' has the number 1; expected 0.")]
    [InlineData("0 sky\n0 void\n", "void has the number 0; expected one that is no class, 1 or above.")]
    [InlineData("3 void\n", "the file names no class; expected at least one.")]
    public void Classes_that_are_none_are_refused(string classes, string message)
    {
        Write(classes, [0, 0, 0, 0, 0, 0]);

        DataSetException error = Assert.Throws<DataSetException>(() => LabelMapDataSet.Read(_folder.Root, "train"));

        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_none_and_a_split_that_is_not_there_are_named_with_what_was_expected()
    {
        string absent = Path.Combine(_folder.Root, "absent");
        AssertRefused(absent, "train", "folder not found.");
        AssertRefused(
            _folder.Root, "val",
            "no photographs with a class for every pixel: expected classes.txt, images/val and labels/val.");
        Write("0 sky\n", [0, 0, 0, 0, 0, 0]);
        Directory.CreateDirectory(Path.Combine(_folder.Root, "images", "test"));
        AssertRefused(_folder.Root, "val", "there is no split 'val'; expected test or train.");
        AssertRefused(_folder.Root, "../images/train", "there is no split '../images/train'; expected test or train.");
    }

    private static void AssertRefused(string folder, string split, string message) => Assert.Equal(
        $"{folder}: {message}",
        Assert.Throws<DataSetException>(() => LabelMapDataSet.Read(folder, split)).Message);

    private LabelMap Map() => LabelMapDataSet.Read(_folder.Root, "train").Images[0].LabelMap!;

    private void Write(string classes, byte[] labels)
    {
        using Mat picture = new(2, 3, MatType.CV_8UC3, Scalar.All(90)), map = new(2, 3, MatType.CV_8UC1);
        labels.CopyTo(map.AsSpan<byte>());
        _folder.Write("classes.txt", classes);
        _folder.WriteBytes("images/train/1.jpg", picture.ToBytes(".jpg"));
        _folder.WriteBytes("labels/train/1.png", map.ToBytes(".png"));
    }
}
