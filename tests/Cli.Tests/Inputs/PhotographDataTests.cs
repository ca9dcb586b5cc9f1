using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class PhotographDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PhotographDataTests()
    {
        using Mat image = new(20, 30, MatType.CV_8UC3, Scalar.All(90));
        _folder.Write("data/images/val/a.png", image.ToBytes(".png"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Photographs_without_labels_are_taken_as_they_are() =>
        Assert.Equal("images/val/a.png", Assert.Single(PhotographData.Load(_folder.File("data"), "val").Images).Name);

    [Fact]
    public void Labels_without_their_configuration_are_refused()
    {
        _folder.Write("data/labels/val/a.txt", "0 0.5 0.5 0.5 0.5\n");
        DataSetException error = Assert.Throws<DataSetException>(
            () => PhotographData.Load(_folder.File("data"), "val"));
        Assert.Equal(_folder.File("data"), error.File);
        Assert.Contains(
            "the folder holds labels, but the data.yaml of a YOLO data set is missing", error.Message,
            StringComparison.Ordinal);
        Assert.Single(PhotographData.Load(_folder.File("data/images"), "val").Images);
    }
}
