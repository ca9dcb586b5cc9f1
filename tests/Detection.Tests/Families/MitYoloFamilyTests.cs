namespace DetectionSdk.Tests.Families;

public sealed class MitYoloFamilyTests
{
    // Stride 16, row 1, column 2: a centre at (40, 24), one stride to left and right and a half to top and bottom.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Edges_are_measured_from_the_centres_of_cells_of_the_first_head(int heads)
    {
        FamilyGraph graph = new FamilyGraph().Input("input", OnnxStub.Float32, 0, 3, 64, 128);
        for (int level = 0; level < 3 * heads; level++)
        {
            int height = 8 >> level % 3, width = 2 * height, cells = height * width;
            float[] logits = FamilyGraph.Fill(2 * cells, -20), edges = new float[4 * cells];
            if (level == 1)
            {
                logits[cells + 10] = MathF.Log(3);
                for (int edge = 0; edge < 4; edge++) edges[edge * cells + 10] = edge % 2 == 0 ? 1 : 0.5f;
            }
            graph.Output(level == 0 ? "output" : $"{3 * level}", [0, 2, height, width], logits)
                .Output($"{3 * level + 1}", [0, 16, 4, height, width], new float[64 * cells])
                .Output($"{3 * level + 2}", [0, 4, height, width], edges);
        }
        using Detector detector = graph.Load("a", "b");
        Assert.Equal("MIT-YOLO", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, letterbox centred on 114", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (24, 16, 32, 16, "b", 0.75f));
    }
}
