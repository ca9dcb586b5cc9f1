namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class OverlapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_of_both_are_found_whatever_path_leads_to_them()
    {
        _folder.WriteImage("images/train/a.png", 10, 10);
        _folder.WriteImage("images/train/b.png", 10, 10);
        _folder.WriteImage("images/other/c.png", 10, 10);
        _folder.Write("data.yaml", "train: images/train\nval: images/val\ntest: images/other\nnames: [car]\n");
        Directory.CreateSymbolicLink(_folder.Prepare("images/val"), "train");

        AnnotatedDataSet train = YoloDataSet.Read(_folder.Root, "train");
        AnnotatedDataSet val = YoloDataSet.Read(_folder.Root), test = YoloDataSet.Read(_folder.Root, "test");

        Assert.Equal(["a.png", "b.png"], val.Overlap(train).Select(image => image.Name));
        Assert.Equal(["a.png"], (val with { Images = [val.Images[0]] }).Overlap(train).Select(image => image.Name));
        Assert.Empty(test.Overlap(train));
    }

    [Theory]
    [InlineData("data.yaml", "", true)]
    [InlineData("annotations/x.json", "{}", true)]
    [InlineData("valid/_annotations.coco.json", "{}", true)]
    [InlineData("Annotations/a.xml", "", true)]
    [InlineData("train/a.xml", "", true)]
    [InlineData("readme.txt", "", false)]
    public void A_folder_of_mere_photographs_has_no_annotations(string file, string content, bool annotated)
    {
        _folder.WriteImage("a.png", 10, 10);
        _folder.Write(file, content);

        Assert.Equal(annotated, AnnotatedDataSet.IsAt(_folder.Root));
    }
}
