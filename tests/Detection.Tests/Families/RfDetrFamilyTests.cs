namespace DetectionSdk.Tests.Families;

public sealed class RfDetrFamilyTests
{
    // the logarithm of 3 is a score of three quarters, 0 of one half
    private static readonly float Likely = MathF.Log(3);

    private const float Never = -20;

    [Fact]
    public void Official_models_have_the_numbers_of_COCO_as_slots()
    {
        // 18 is a dog; 12 is a gap between COCO's numbers
        float[] logits = FamilyGraph.Fill(2 * 91, Never, (18, [Likely]), (91 + 12, [Likely]));
        using Detector detector = Graph(91, logits).Load();
        Assert.Equal("RF-DETR", detector.Model.Family.Name);
        Assert.Equal(80, detector.Model.ClassNames.Count);
        Assert.Equal(
            "RGB less (123.675, 116.28, 103.53), divided by (58.395, 57.12, 57.375), NCHW, stretched",
            detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "dog", 0.75f));
    }

    [Fact]
    public void As_many_names_as_slots_leave_no_background()
    {
        using Detector detector = Graph(3, [Never, Likely, Never, Never, Never, 0]).Load("a", "b", "c");
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "b", 0.75f), (0, 0, 64, 64, "c", 0.5f));
    }

    [Fact]
    public void One_name_less_makes_the_last_slot_the_background()
    {
        using Detector detector = Graph(3, [Never, Likely, Never, Never, Never, 0]).Load("a", "b");
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "b", 0.75f));
    }

    [Fact]
    public void A_query_may_be_two_objects()
    {
        using Detector detector = Graph(3, [0, Likely, Never, Never, Never, Never]).Load("a", "b", "c");
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "b", 0.75f), (48, 16, 32, 32, "a", 0.5f));
    }

    [Fact]
    public void Without_names_the_error_says_what_the_last_slot_may_be()
    {
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Graph(3, new float[6]).Load());
        Assert.Equal(
            "'model in memory', read as RF-DETR: the graph has 3 slots and does not say whether the last stands for a "
            + "class or for a background, as in models of your own data; give 3 names in DetectorOptions.ClassNames if "
            + "for a class, else 2.", error.Message);
    }

    [Fact]
    public void Another_number_of_names_is_refused() =>
        Assert.Contains(
            "read as RF-DETR, has 3 classes; expected as many class names, found 5",
            Assert.Throws<ModelFormatException>(() => Graph(3, new float[6]).Load("a", "b", "c", "d", "e")).Message,
            StringComparison.Ordinal);

    private static FamilyGraph Graph(int slots, float[] logits) => new FamilyGraph()
        .Input("input", OnnxStub.Float32, 1, 3, 64, 64)
        .Output("dets", [1, 2, 4], 0.5f, 0.5f, 0.25f, 0.5f, 0.25f, 0.5f, 0.5f, 1)
        .Output("labels", [1, 2, slots], logits);
}
