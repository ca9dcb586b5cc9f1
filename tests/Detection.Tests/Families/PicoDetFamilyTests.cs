using DetectionSdk.Families;

namespace DetectionSdk.Tests.Families;

public sealed class PicoDetFamilyTests
{
    // 128 x 64
    private static readonly int[] Cells = [128, 32, 8, 2];

    // Stride 16, row 1, column 2: a centre at (40, 24), and one stride to every edge.
    [Fact]
    public void Four_pairs_of_outputs_are_measured_from_the_centres_of_cells()
    {
        const int cell = 1 * 8 + 2;
        FamilyGraph graph = new FamilyGraph().Input("image", OnnxStub.Float32, 1, 3, 64, 128);
        for (int level = 0; level < 4; level++)
            graph.Output(
                $"transpose_{2 * level}.tmp_0", [1, Cells[level], 2],
                FamilyGraph.Fill(Cells[level] * 2, 0, level == 1 ? [(cell * 2, [0.75f, 0.5f])] : []));
        (int, float[])[] oneStride = [.. Enumerable.Range(0, 4).Select(i => (cell * 32 + i * 8 + 1, new[] { 90f }))];
        for (int level = 0; level < 4; level++)
            graph.Output(
                $"transpose_{2 * level + 1}.tmp_0", [1, Cells[level], 32],
                FamilyGraph.Fill(Cells[level] * 32, 0, level == 1 ? oneStride : []));
        using Detector detector = graph.Load("a", "b");
        Assert.Equal("PicoDet", detector.Model.Family.Name);
        Assert.Equal(
            "RGB less (123.675, 116.28, 103.53), divided by (58.395, 57.12, 57.375), NCHW, stretched",
            detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (24, 8, 32, 32, "a", 0.75f));
    }

    [Fact]
    public void With_post_processing_the_options_decide_how_colours_are_normalised()
    {
        FamilyGraph graph = new FamilyGraph()
            .Input("image", OnnxStub.Float32, 1, 3, 64, 64).Input("scale_factor", OnnxStub.Float32, 1, 2)
            .Output("multiclass_nms3_0.tmp_0", [0, 6], 1, 0.75f, 10, 20, 30, 40, -1, 0, 0, 0, 0, 0)
            .Output("multiclass_nms3_0.tmp_2", [1], 2);
        string message = Assert.Throws<ModelFormatException>(() => graph.Load("a", "b")).Message;
        Assert.Contains("may be of the family PicoDet or PP-YOLOE", message, StringComparison.Ordinal);
        Assert.Contains("DetectorOptions.Family decides", message, StringComparison.Ordinal);

        using Detector detector = graph.Load(new DetectorOptions { Family = new PicoDetFamily() }, "a", "b");
        FamilyGraph.AssertFound(detector, (10, 20, 20, 20, "b", 0.75f));
    }
}
