using DetectionSdk.Families;

namespace DetectionSdk.Tests.Families;

public sealed class YoloV5FamilyTests
{
    // 64 x 64: three anchors in 64 + 16 + 4 cells
    private const int Places = 252;

    private static readonly string[] Names = ["a", "b"];

    // The picture lies in rows 16 to 48 of the input, at half its size. The second box is the first once more, the
    // third is no object.
    private static readonly float[] Answer = FamilyGraph.Fill(
        Places * 7, 0, (70, [32, 32, 16, 8, 0.5f, 0.5f, 0.75f]), (140, [33, 32, 16, 8, 0.5f, 0, 0.625f]),
        (210, [10, 20, 8, 8, 0.25f, 0.9f, 0.9f]));

    [Fact]
    public void Scores_are_products_and_boxes_are_centres_in_input_pixels()
    {
        using Detector detector = Graph([1, Places, 7], Answer).Load(Names);
        Assert.Equal("YOLOv5", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, letterbox centred on 114", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (48, 24, 32, 16, "b", 0.375f));
    }

    [Fact]
    public void Names_tell_the_columns_of_a_dynamic_export()
    {
        using Detector detector = new FamilyGraph().Input("images", OnnxStub.Float32, 0, 3, 0, 0)
            .Output("output0", [0, 0, 7], Answer).Metadata("stride", "32").Metadata("names", "['a', 'b']")
            .Load();
        Assert.IsType<YoloV5Family>(detector.Model.Family);
    }

    [Fact]
    public void The_metadata_of_YOLOv5_tell_one_class_from_finished_detections()
    {
        using Detector detector = Graph([1, Places, 6], new float[Places * 6])
            .Metadata("stride", "32").Metadata("names", "{0: 'a'}").Load();
        Assert.IsType<YoloV5Family>(detector.Model.Family);
    }

    [Fact]
    public void Eighty_classes_without_names_are_those_of_COCO()
    {
        using Detector detector = Graph([1, Places, 85], new float[Places * 85]).Load();
        Assert.Equal((80, "person"), (detector.Model.ClassNames.Count, detector.Model.ClassNames[0]));
    }

    [Fact]
    public void Training_is_told_where_boxes_and_scores_lie()
    {
        using Detector detector = Graph([1, Places, 7], Answer).Load(Names);
        Assert.Equal(
            new AnswerLayout(0, PlacesFirst: true, Scores: 5, Classes: 2) { Objectness = 4, BoxInPixels = true },
            detector.Model.Family.Answer(detector.Model.Signature));
    }

    private static FamilyGraph Graph(long[] shape, float[] answer) =>
        new FamilyGraph().Input("images", OnnxStub.Float32, 1, 3, 64, 64).Output("output0", shape, answer);
}
