using DetectionSdk.Families;

namespace DetectionSdk.Tests.Families;

public sealed class NanoDetFamilyTests
{
    // 128 x 64: 16 x 8 + 8 x 4 + 4 x 2 + 2 cells; two classes
    private const int Cells = 170, Columns = 34, Cell = 3 * 16 + 4;

    // Stride 8, row 3, column 4: a corner at (32, 24). Certain distances of 2 and 1 strides to left and top and 1 to
    // the bottom; to the right all distances are as likely, and 3.5 is their mean.
    [Fact]
    public void Edges_are_what_the_distributions_lead_to_expect_from_the_corner_of_the_cell()
    {
        using Detector detector = Graph(
            FamilyGraph.Fill(
                Cells * Columns, 0, (Cell * Columns, [0.25f, 0.75f]), (Cell * Columns + 2 + 2, [90]),
                (Cell * Columns + 2 + 8 + 1, [90]), (Cell * Columns + 2 + 24 + 1, [90]))).Load("a", "b");
        Assert.Equal("NanoDet-Plus", detector.Model.Family.Name);
        Assert.Equal(
            "BGR less (103.53, 116.28, 123.675), divided by (57.375, 57.12, 58.395), NCHW, stretched",
            detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (16, 16, 44, 16, "b", 0.75f));
    }

    // The right one of the two cells of stride 64: to the bottom no distance has seven times the chance of one stride,
    // which makes an eighth.
    [Fact]
    public void The_last_grid_has_a_stride_of_64()
    {
        float[] answer = FamilyGraph.Fill(
            Cells * Columns, 0, (169 * Columns, [0.5f, 0]), (169 * Columns + 2, [90]), (169 * Columns + 2 + 8, [90]),
            (169 * Columns + 2 + 17, [90]),
            (169 * Columns + 2 + 24, [MathF.Log(7), 0, -90, -90, -90, -90, -90, -90]));
        using Detector detector = Graph(answer).Load("a", "b");
        FamilyGraph.AssertFound(detector, (64, 0, 64, 8, "a", 0.5f));
    }

    [Fact]
    public void The_input_is_called_data_where_YOLOX_has_images()
    {
        using Detector detector = new FamilyGraph().Input("images", OnnxStub.Float32, 1, 3, 64, 128)
            .Output("output", [1, Cells, Columns], new float[Cells * Columns])
            .Load(FamilyNames(29));
        Assert.IsType<YoloxFamily>(detector.Model.Family);
    }

    private static string[] FamilyNames(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    private static FamilyGraph Graph(float[] answer) =>
        new FamilyGraph().Input("data", OnnxStub.Float32, 1, 3, 64, 128).Output("output", [1, Cells, Columns], answer);
}
