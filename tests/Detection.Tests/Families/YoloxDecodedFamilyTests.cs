using DetectionSdk.Families;

namespace DetectionSdk.Tests.Families;

public sealed class YoloxDecodedFamilyTests
{
    // 64 x 64: 64 + 16 + 4 cells
    private const int Cells = 84;

    // The picture lies at half its size in the top left corner; the second box is below the threshold.
    private static readonly float[] Answer = FamilyGraph.Fill(
        Cells * 7, 0, (70, [32, 16, 16, 8, 0.5f, 0.5f, 0.75f]), (140, [8, 8, 4, 4, 0.4f, 0.5f, 0.5f]));

    [Fact]
    public void An_exponential_in_the_graph_says_that_boxes_are_pixels()
    {
        using Detector detector = Graph().DeadNode("Exp", ["images"], outputs: 1).Load("a", "b");
        Assert.Equal("YOLOX-decoded", detector.Model.Family.Name);
        Assert.Equal("BGR in [0, 255], NCHW, letterbox top left on 114", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (48, 24, 32, 16, "b", 0.375f));
    }

    [Fact]
    public void Without_one_they_are_offsets_in_cells()
    {
        using Detector detector = Graph().Load("a", "b");
        Assert.IsType<YoloxFamily>(detector.Model.Family);
    }

    [Fact]
    public void Training_is_told_that_boxes_are_pixels()
    {
        using Detector detector = Graph().DeadNode("Exp", ["images"], outputs: 1).Load("a", "b");
        Assert.Equal(
            new AnswerLayout(0, PlacesFirst: true, Scores: 5, Classes: 2) { Objectness = 4, BoxInPixels = true },
            detector.Model.Family.Answer(detector.Model.Signature));
    }

    private static FamilyGraph Graph() =>
        new FamilyGraph().Input("images", OnnxStub.Float32, 1, 3, 64, 64).Output("output", [1, Cells, 7], Answer);
}
