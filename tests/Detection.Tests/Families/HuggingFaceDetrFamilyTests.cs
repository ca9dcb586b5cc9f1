using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class HuggingFaceDetrFamilyTests
{
    // e to these: 6 : 1 : 1
    private static readonly float[] SixToOne = [MathF.Log(6), 0, 0];

    [Fact]
    public void With_a_slot_more_than_names_the_slots_share_one()
    {
        using Detector detector = Graph(3, SixToOne).Load("a", "b");
        Assert.Equal("HuggingFace-DETR", detector.Model.Family.Name);
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "a", 0.75f));
    }

    [Fact]
    public void No_object_is_none()
    {
        using Detector detector = Graph(3, [0, 0, MathF.Log(6)])
            .Load(new DetectorOptions { Confidence = 0.2f }, "a", "b");
        FamilyGraph.AssertFound(detector);
    }

    [Fact]
    public void With_as_many_names_each_slot_speaks_for_itself()
    {
        using Detector detector = Graph(3, SixToOne).Load(new DetectorOptions { Confidence = 0.6f }, "a", "b", "c");
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "a", 6 / 7f));
    }

    [Theory]
    [InlineData(91, 1 / (1 + 1 / 900.0))]
    [InlineData(92, 900 / 991.0)]
    public void Without_names_the_slots_are_the_numbers_of_COCO(int slots, double score)
    {
        using Detector detector = Graph(slots, FamilyGraph.Fill(slots, 0, (3, [MathF.Log(900)])))
            .Load(new DetectorOptions { Confidence = 0.6f });
        Assert.Equal(ClassNamesSource.Family, detector.Model.ClassNamesSource);
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "car", (float)score));
    }

    [Fact]
    public void Without_names_the_error_says_what_the_last_slot_may_be() =>
        Assert.Contains(
            "does not say whether the last stands for a class or for no object, as in DETR, YOLOS and Table "
            + "Transformer; give 3 names in DetectorOptions.ClassNames if for a class, else 2",
            Assert.Throws<ModelFormatException>(() => Graph(3, SixToOne).Load()).Message, StringComparison.Ordinal);

    // The picture covers the upper three quarters of the input.
    [Fact]
    public void A_mask_says_where_the_picture_lies()
    {
        using Detector detector = new FamilyGraph()
            .Input("pixel_values", OnnxStub.Float32, 1, 3, 64, 96).Input("pixel_mask", OnnxStub.Int64, 1, 64, 96)
            .Computed<float>("logits", 1, 1, 1)
            .Output("pred_boxes", [1, 1, 4], 0.5f, 0.5f, 0.25f, 0.5f)
            .Node("Cast", ["pixel_mask"], "mask", OnnxStub.Attribute("to", OnnxStub.Float32))
            .Node("ReduceMean", ["mask"], "logits")
            .Load("a");
        Assert.EndsWith(
            "letterbox top left on 123.675, with pixel_mask", detector.Model.InputRule, StringComparison.Ordinal);
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "a", 1 / (1 + MathF.Exp(-0.75f))));
    }

    [Fact]
    public void An_input_of_any_size_gets_a_shorter_side_of_800_pixels()
    {
        using Detector detector = Graph(3, SixToOne, side: 0).Load("a", "b");
        Assert.Equal(
            (800, new Size(1333, 1333), 1, InputFit.LetterboxTopLeft),
            (detector.Model.Input.ShortSide, detector.Model.InputSize, detector.Model.Stride,
                detector.Model.Input.Fit));
    }

    private static FamilyGraph Graph(int slots, float[] logits, int side = 64) => new FamilyGraph()
        .Input("pixel_values", OnnxStub.Float32, 1, 3, side, side)
        .Output("logits", [1, 1, slots], logits)
        .Output("pred_boxes", [1, 1, 4], 0.5f, 0.5f, 0.25f, 0.5f);
}
