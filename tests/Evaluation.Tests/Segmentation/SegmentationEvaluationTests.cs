using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

public sealed class SegmentationEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Said: red red rest rest. Labelled: red rest rest void. So 1 of 2 for red, 1 of 2 for the rest.
    [Fact]
    public void Pictures_are_counted_pixel_by_pixel_and_void_is_not()
    {
        using Segmenter segmenter = Load();
        AnnotatedDataSet set = Write("0 red\n1 rest\n9 void\n", [255, 255, 0, 0], [0, 1, 1, 9]);

        ClassConfusion confusion = Assert.Single(SegmentationEvaluation.Run(segmenter, set));

        Assert.Equal((3, 2 / 3.0), (confusion.Pixels, confusion.Accuracy));
        Assert.Equal((0.5, 0.5), (confusion.IntersectionOverUnion(0), confusion.IntersectionOverUnion(1)));
    }

    [Theory]
    [InlineData("0 red\n", "red")]
    [InlineData("0 red\n1 rest\n2 sky\n", "red, rest, sky")]
    [InlineData("0 rest\n1 red\n", "rest, red")]
    public void Classes_that_are_not_the_models_are_refused_with_both(string classes, string names)
    {
        using Segmenter segmenter = Load();
        AnnotatedDataSet set = Write(classes, [0, 0, 0, 0], [0, 0, 0, 0]);

        Assert.Equal(
            $"'{segmenter.Model.Path}' knows the classes [red, rest], the data set [{names}]; expected the same in the "
            + "same order.",
            Assert.Throws<EvaluationException>(() => SegmentationEvaluation.Run(segmenter, set)).Message);
    }

    [Fact]
    public void A_picture_of_less_than_one_pixel_once_it_is_shrunk_is_refused()
    {
        using Segmenter segmenter = Load(scale: "2");
        AnnotatedDataSet set = Write("0 red\n1 rest\n", [0, 0, 0, 0], [0, 0, 0, 0]);

        Assert.Equal(
            $"'{set.Images[0].Path}' is 4 x 1 pixels; expected at least 2 in both directions.",
            Assert.Throws<EvaluationException>(() => SegmentationEvaluation.Run(segmenter, set)).Message);
    }

    [Fact]
    public void A_picture_without_label_map_is_refused_by_name()
    {
        using Segmenter segmenter = Load();
        AnnotatedDataSet set = Write("0 red\n1 rest\n", [0, 0, 0, 0], [0, 0, 0, 0]);
        AnnotatedDataSet bare = set with { Images = [set.Images[0] with { LabelMap = null }] };

        Assert.Equal(
            $"'{set.Images[0].Path}' has no label map; expected a class for every pixel.",
            Assert.Throws<EvaluationException>(() => SegmentationEvaluation.Run(segmenter, bare)).Message);
    }

    private Segmenter Load(string scale = "1")
    {
        Dictionary<string, string> metadata = SegmenterStub.Metadata();
        metadata["scale"] = scale;
        return Segmenter.Load(_folder.WriteBytes("m.onnx", SegmenterStub.Make(metadata)));
    }

    /// <summary>One picture of a row of pixels.</summary>
    private AnnotatedDataSet Write(string classes, byte[] red, byte[] labels)
    {
        using Mat picture = new(1, red.Length, MatType.CV_8UC3), map = new(1, labels.Length, MatType.CV_8UC1);
        for (int x = 0; x < red.Length; x++) picture.Set(0, x, new Vec3b(0, 0, red[x]));
        labels.CopyTo(map.AsSpan<byte>());
        _folder.Write("classes.txt", classes);
        _folder.WriteBytes("images/test/1.png", picture.ToBytes(".png"));
        _folder.WriteBytes("labels/test/1.png", map.ToBytes(".png"));
        return LabelMapDataSet.Read(_folder.Root, "test");
    }
}
