using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class FeedbackStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A model whose first step is a grey of nearness and whose second is a grey of foreground, on flat photographs of
    // grey 0, whose luma is 16: the error is 219 n / 255 levels of luma where the answer is n.
    [Fact]
    public void Steps_are_measured_on_the_whole_near_borders_and_inside()
    {
        using FeedbackStudy study = FeedbackStudy.Open(Model("Border"));
        AnnotatedDataSet set = Photographs();

        IReadOnlyList<FeedbackRow> rows = study.Run(set), untold = study.Run(set, InstanceCondition.None);
        IReadOnlyList<FeedbackRow> partly = study.Run(set, InstanceCondition.Foreground);

        Assert.Equal([0, 1, 2], rows.Select(row => row.Step));
        Assert.Equal(10 * Math.Log10(255.0 * 255 / (219.0 * 219)), rows[2].Inside, 1e-9);
        Assert.True(rows[1].NearBorders < rows[1].Psnr);
        Assert.True(double.IsNaN(partly[1].Psnr) && !double.IsNaN(partly[2].Psnr)); // no error anywhere is no number
        Assert.All(untold, row => Assert.True(double.IsNaN(row.Psnr)));
    }

    [Fact]
    public void Pictures_without_an_instance_count_for_the_whole_alone()
    {
        using FeedbackStudy study = FeedbackStudy.Open(Model("Border"));
        AnnotatedDataSet set = Photographs(withInstance: false);

        IReadOnlyList<FeedbackRow> rows = study.Run(set);

        Assert.All(rows, row => Assert.True(double.IsNaN(row.NearBorders) && double.IsNaN(row.Inside)));
        Assert.All(FeedbackReport.Of(rows).Rows, row => Assert.Equal(["-", "-"], row.Skip(2).Take(2)));
    }

    [Fact]
    public void A_picture_of_nothing_but_its_rim_is_refused_by_name()
    {
        using FeedbackStudy study = FeedbackStudy.Open(Model("Border"));
        AnnotatedDataSet set = Photographs(withInstance: false, width: 5, height: 61);

        Assert.Equal(
            $"'{set.Images[0].Path}' is 5 x 61 pixels; expected at least 6 x 6.",
            Assert.Throws<StudyException>(() => study.Run(set)).Message);
    }

    [Fact]
    public void Another_model_is_refused()
    {
        string path = Write(new GraphBuilder("other"), []);

        Assert.Equal(
            $"'{path}' has no steps of feedback; expected a model that 'detsdk train feedback' made.",
            Assert.Throws<StudyException>(() => FeedbackStudy.Open(path)).Message);
    }

    private string Model(string condition)
    {
        GraphBuilder graph = new("feedback");
        string images = graph.Input("images", "batch", 3, "height", "width");
        string maps = graph.Input("instances", "batch", 2, "high", "wide");
        string enlarged = graph.EnlargeBicubically(images, 2);
        string nearness = graph.Add(enlarged, Plane(1)), foreground = graph.Add(enlarged, Plane(0));
        graph.Output("enlarged", foreground, "batch", 3, "high", "wide");
        return Write(
            graph,
            [
                new("scale", "2"), new("things", "car"), new("condition", condition),
                new("steps", $"{nearness},enlarged"),
            ]);

        string Plane(long index) => graph.Node(
            "Slice",
            [maps, graph.Constant([index], 1), graph.Constant([index + 1], 1), graph.Constant([1L], 1)]);
    }

    private string Write(GraphBuilder graph, KeyValuePair<string, string>[] metadata)
    {
        if (metadata.Length == 0)
            graph.Output("enlarged", graph.Relu(graph.Input("images", "batch", 3, "h", "w")), "batch", 3, "h", "w");
        return _folder.Write("model.onnx", graph.ToModel(metadata));
    }

    private AnnotatedDataSet Photographs(bool withInstance = true, int width = 61, int height = 41)
    {
        using Mat picture = new(height, width, MatType.CV_8UC3, Scalar.All(0));
        using Mat labels = new(height, width, MatType.CV_8UC1, Scalar.All(0));
        if (withInstance) labels[14, 26, 20, 40].SetTo(Scalar.All(1));
        _folder.Write("classes.txt", "0 road\n1 car\n");
        _folder.Write("images/test/1.png", picture.ToBytes(".png"));
        _folder.Write("labels/test/1.png", labels.ToBytes(".png"));
        return LabelMapDataSet.Read(_folder.Path, "test");
    }
}
