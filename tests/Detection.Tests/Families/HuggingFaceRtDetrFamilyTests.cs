namespace DetectionSdk.Tests.Families;

public sealed class HuggingFaceRtDetrFamilyTests
{
    [Fact]
    public void The_operator_that_chooses_queries_tells_it_from_DETR()
    {
        using Detector detector = Graph(3, [MathF.Log(3), -20, -20]).Load("a", "b", "c");
        Assert.Equal("HuggingFace-RT-DETR", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, stretched", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "a", 0.75f));
    }

    [Fact]
    public void Eighty_slots_are_the_classes_of_COCO()
    {
        using Detector detector = Graph(80, FamilyGraph.Fill(80, -20, (16, [0]))).Load();
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "dog", 0.5f));
    }

    // Not a slot less: these models know no background.
    [Fact]
    public void Another_number_of_names_is_refused() =>
        Assert.Contains(
            "has 3 classes; expected as many class names, found 2",
            Assert.Throws<ModelFormatException>(() => Graph(3, new float[3]).Load("a", "b")).Message,
            StringComparison.Ordinal);

    private static FamilyGraph Graph(int slots, float[] logits) => new FamilyGraph()
        .Input("pixel_values", OnnxStub.Float32, 1, 3, 64, 64)
        .Output("logits", [1, 1, slots], logits)
        .Output("pred_boxes", [1, 1, 4], 0.5f, 0.5f, 0.25f, 0.5f)
        .Tensor("one", [1], 1L)
        .DeadNode("TopK", ["pixel_values", "one"], outputs: 2);
}
