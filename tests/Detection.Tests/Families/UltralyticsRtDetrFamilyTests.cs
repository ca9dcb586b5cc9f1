using DetectionSdk.Families;

namespace DetectionSdk.Tests.Families;

public sealed class UltralyticsRtDetrFamilyTests
{
    [Fact]
    public void Boxes_are_fractions_of_the_stretched_picture_and_are_not_suppressed()
    {
        float[] answer = FamilyGraph.Fill(
            300 * 7, 0, (0, [0.5f, 0.5f, 0.25f, 0.5f, 0.1f, 0.75f, 0.3f]),
            (7, [0.5f, 0.5f, 0.25f, 0.5f, 0, 0.5f, 0]));
        using Detector detector = Graph([1, 300, 7], answer).Metadata("names", "['a', 'b', 'c']").Load();
        Assert.Equal("Ultralytics-RT-DETR", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, stretched", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (48, 16, 32, 32, "b", 0.75f), (48, 16, 32, 32, "b", 0.5f));
    }

    // Two classes have as many columns as finished detections.
    [Theory]
    [InlineData("Ultralytics rtdetr-l model trained on own.yaml", true)]
    [InlineData("Ultralytics YOLOv10n model trained on own.yaml", false)]
    public void The_description_tells_two_classes_from_finished_detections(string description, bool isRtDetr)
    {
        using Detector detector = Graph([1, 300, 6], new float[300 * 6])
            .Metadata("names", "['a', 'b']").Metadata("description", description).Load();
        Assert.Equal(isRtDetr, detector.Model.Family is UltralyticsRtDetrFamily);
    }

    private static FamilyGraph Graph(long[] shape, float[] answer) =>
        new FamilyGraph().Input("images", OnnxStub.Float32, 1, 3, 64, 64).Output("output0", shape, answer);
}
