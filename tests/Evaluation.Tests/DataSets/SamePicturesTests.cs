using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class SamePicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copies_are_found_whatever_they_are_called()
    {
        AnnotatedDataSet training = Set(("train/a.png", "one"), ("train/b.png", "two"));
        AnnotatedDataSet validation = Set(("val/x.png", "owt"), ("val/y.png", "two"), ("val/z.png", "three"));

        (AnnotatedImage image, AnnotatedImage same) = Assert.Single(SamePictures.Find(validation, training));

        Assert.Equal(("val/y.png", "train/b.png"), (image.Name, same.Name));
    }

    [Fact]
    public void A_file_is_no_copy_of_itself()
    {
        AnnotatedDataSet set = Set(("a.png", "one"));
        Assert.Empty(SamePictures.Find(set, set));
    }

    [Fact]
    public void Files_that_are_absent_or_empty_are_no_copies()
    {
        AnnotatedImage absent = new(Path.Combine(_folder.Root, "gone.png"), "gone.png", new Size(1, 1), []);
        AnnotatedDataSet set = Set(("empty.png", "")) with { Images = [absent, .. Set(("empty.png", "")).Images] };
        Assert.Empty(SamePictures.Find(set, set));
    }

    private AnnotatedDataSet Set(params (string Name, string Content)[] files) => new(
        ["cell"],
        [
            .. files.Select(file => new AnnotatedImage(
                _folder.Write(file.Name, file.Content), file.Name, new Size(1, 1), [])),
        ]);
}
