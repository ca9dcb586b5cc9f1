using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class UltralyticsFamilyTests : IDisposable
{
    // A box of class 1 from (8, 8) to (24, 40) in a 64 x 64 input, and the same as three columns of candidates of which
    // two are the one object.
    private static readonly float[] Finished = [8, 8, 24, 40, 0.75f, 1, 8, 8, 25, 40, 0.5f, 1];
    private static readonly float[] Candidates =
        [16, 16, 9, 24, 24, 9, 16, 16, 2, 32, 32, 2, 0, 0, 0, 0.75f, 0.5f, 0, 0, 0, 0];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 7, 3, 1)] // candidates are suppressed
    [InlineData(1, 2, 6, 2)] // finished detections are not
    [InlineData(1, 0, 6, 2)]
    [InlineData(1, 7, 0, 1)]
    [InlineData(0, 0, 0, 2)] // the answer decides
    [InlineData(0, 0, 0, 2, "True")]
    [InlineData(0, 0, 0, 1, "False")]
    public void The_layout_follows_the_graph_then_the_metadata_then_the_answer(
        int batch, int rows, int columns, int expected, string? endToEnd = null)
    {
        bool finished = expected == 2;
        Dictionary<string, string> metadata = new() { ["names"] = "['a', 'b', 'c']" };
        if (endToEnd is not null) metadata["end2end"] = endToEnd;
        long[] answer = finished ? [1, 2, 6] : [1, 7, 3];
        using Detector detector = Load(answer, finished ? Finished : Candidates, [batch, rows, columns], metadata);
        using Mat image = new(64, 64, MatType.CV_8UC3);
        DetectionResult result = detector.Detect(image);
        Assert.Equal(expected, result.Objects.Count);
        Assert.Equal(new DetectedObject(new Rect2d(8, 8, 16, 32), 1, "b", 0.75f), result.Objects[0]);
    }

    // The columns of candidates have the same name there, and only the classes are too many for 296 of them.
    [Fact]
    public void A_dynamic_export_of_YOLOv10_fixes_its_rows_and_is_finished()
    {
        using Detector detector = new FamilyGraph().Input("images", OnnxStub.Float32, 0, 3, 0, 0)
            .Output("output0", [0, 300, 0], FamilyGraph.Fill(300 * 6, 0, (0, Finished)))
            .Metadata("names", "['a', 'b', 'c']").Load(new DetectorOptions { InputSize = new Size(64, 64) });
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(0));
        Assert.Equal("Ultralytics", detector.Model.Family.Name);
        FamilyGraph.AssertFound(detector.Detect(image), (8, 8, 16, 32, "b", 0.75f), (8, 8, 17, 32, "b", 0.5f));
    }

    private Detector Load(long[] shape, float[] answer, long[] stated, Dictionary<string, string> metadata)
    {
        byte[] model = OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, 64, 64])], ("output0", OnnxStub.Float32, stated),
            [OnnxStub.Tensor("answer", OnnxStub.Float32, shape, OnnxStub.Bytes(answer))],
            [OnnxStub.Node("Identity", ["answer"], ["output0"])], metadata);
        return Detector.Load(_folder.Write("model.onnx", model));
    }
}
