using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class YoloxFamilyTests : IDisposable
{
    // 64 x 64: 64 + 16 + 4 cells.
    private const int Cells = 84;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Boxes_lie_in_the_cells_of_three_grids()
    {
        float[] answer = new float[Cells * 7];
        // stride 8, row 2, column 3; stride 16, row 1, column 0; stride 32, row 1, column 1
        Set(answer, 2 * 8 + 3, [0.5f, 0.25f, MathF.Log(2), MathF.Log(1), 0.5f, 0.25f, 1]);
        Set(answer, 64 + 4, [1, 1, MathF.Log(2), MathF.Log(2), 1, 0.75f, 0.5f]);
        Set(answer, 80 + 3, [0.25f, 0.25f, 0, 0, 0.5f, 0.875f, 0]);
        using Detector detector = Load(answer, classes: 2, new DetectorOptions { ClassNames = ["a", "b"] });
        using Mat image = new(128, 128, MatType.CV_8UC3);

        DetectedObject[] expected =
        [
            new(new Rect2d(0, 32, 64, 64), 0, "a", 0.75f),
            new(new Rect2d(40, 28, 32, 16), 1, "b", 0.5f),
            new(new Rect2d(48, 48, 64, 64), 0, "a", 0.4375f),
        ];
        IReadOnlyList<DetectedObject> found = detector.Detect(image).Objects;
        Assert.Equal(
            expected.Select(o => (o.ClassId, o.Label, o.Score)), found.Select(o => (o.ClassId, o.Label, o.Score)));
        foreach ((DetectedObject e, DetectedObject f) in expected.Zip(found))
        {
            Assert.Equal(e.Box.X, f.Box.X, 1e-4);
            Assert.Equal(e.Box.Y, f.Box.Y, 1e-4);
            Assert.Equal(e.Box.Right, f.Box.Right, 1e-4);
            Assert.Equal(e.Box.Bottom, f.Box.Bottom, 1e-4);
        }
    }

    [Fact]
    public void The_family_is_told_from_the_graph_and_names_the_classes_of_COCO()
    {
        // 96 x 96: 144 + 36 + 9 cells
        byte[] model = OnnxStub.Constant([1, 3, 96, 96], [1, 189, 85], new float[189 * 85]);
        using Detector detector = Detector.Load(_folder.Write("model.onnx", model));
        Assert.Equal("YOLOX", detector.Model.Family.Name);
        Assert.Equal("BGR in [0, 255], NCHW, letterbox top left on 114", detector.Model.InputRule);
        Assert.Equal(ClassNamesSource.Family, detector.Model.ClassNamesSource);
        Assert.Equal(
            (80, "person", "motorcycle", "toothbrush"),
            (detector.Model.ClassNames.Count, detector.Model.ClassNames[0], detector.Model.ClassNames[3],
                detector.Model.ClassNames[79]));
    }

    [Fact]
    public void Class_names_are_asked_for_where_there_are_not_80_classes()
    {
        Assert.Contains(
            "give 2 names in DetectorOptions.ClassNames",
            Assert.Throws<ModelFormatException>(() => Load(new float[Cells * 7], 2)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "read as YOLOX, has 2 classes; expected as many class names, found 1 in DetectorOptions.ClassNames",
            Assert.Throws<ModelFormatException>(
                () => Load(new float[Cells * 7], 2, new DetectorOptions { ClassNames = ["a"] })).Message,
            StringComparison.Ordinal);
    }

    // One class: 84 rows of 6 numbers are also what an end-to-end model answers.
    [Fact]
    public void Where_two_families_match_the_options_decide()
    {
        DetectorOptions options = new() { ClassNames = ["a"] };
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Load(new float[Cells * 6], 1, options));
        Assert.Contains(
            "model.onnx' may be of the family Ultralytics or YOLOX", error.Message, StringComparison.Ordinal);
        Assert.Contains("DetectorOptions.Family decides", error.Message, StringComparison.Ordinal);

        using Detector detector = Load(new float[Cells * 6], 1, options with { Family = new YoloxFamily() });
        Assert.IsType<YoloxFamily>(detector.Model.Family);
    }

    /// <summary>The published rules, written down a second time without the SDK.</summary>
    [Fact]
    public void Detections_equal_a_plain_reference()
    {
        string model = SharedData.Model("yolox_nano/yolox_nano.onnx");
        string[] files = [.. Directory.GetFiles(SharedData.Path("street", "images", "val")).Order()];
        using Detector detector = Detector.Load(model, new DetectorOptions { Provider = ExecutionProvider.Cpu });
        using YoloxReference reference = new(model);
        int boxes = 0;
        foreach (string file in files)
        {
            using Mat image = Imaging.ImageFile.Read(file);
            IReadOnlyList<DetectedObject> found = detector.Detect(image).Objects;
            DetectedObject[] expected = reference.Detect(image, detector.Options.Confidence, detector.Options.Iou);
            Assert.Equal(expected.Select(o => o.ClassId), found.Select(o => o.ClassId));
            foreach ((DetectedObject e, DetectedObject f) in expected.Zip(found))
            {
                Assert.Equal(e.Score, f.Score, 1e-4f);
                Assert.Equal(e.Box.X, f.Box.X, 1e-3);
                Assert.Equal(e.Box.Y, f.Box.Y, 1e-3);
                Assert.Equal(e.Box.Right, f.Box.Right, 1e-3);
                Assert.Equal(e.Box.Bottom, f.Box.Bottom, 1e-3);
            }
            boxes += found.Count;
        }
        Assert.True(boxes > files.Length, $"only {boxes} boxes");
    }

    private static void Set(float[] answer, int cell, float[] row) => row.CopyTo(answer, cell * row.Length);

    private Detector Load(float[] answer, int classes, DetectorOptions? options = null) =>
        Detector.Load(
            _folder.Write("model.onnx", OnnxStub.Constant([1, 3, 64, 64], [1, Cells, 5 + classes], answer)), options);
}
