namespace DetectionSdk.Tests.Families;

public sealed class CustomVisionFamilyTests
{
    [Fact]
    public void Finished_detections_are_fractions_and_metadata_say_the_colours()
    {
        using Detector detector = new FamilyGraph().Input("image_tensor", OnnxStub.Float32, 1, 3, 64, 64)
            .Output("detected_boxes", [1, 0, 4], 0.25f, 0.5f, 0.5f, 1, 0, 0, 1, 1)
            .Output("detected_classes", [1, 0], 1L, 0)
            .Output("detected_scores", [1, 0], 0.75f, 0.1f)
            .Metadata("Image.BitmapPixelFormat", "Bgr8").Metadata("Image.NominalPixelRange", "NominalRange_0_255")
            .Load("a", "b");
        Assert.Equal("CustomVision", detector.Model.Family.Name);
        Assert.Equal("BGR in [0, 255], NCHW, stretched", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (32, 32, 32, 32, "b", 0.75f));
    }

    // 4 x 2 cells, 5 anchors, 2 classes. Anchor 1 is 1.87 x 2.06 cells; in row 1, column 2 a centre at (80, 40) of the
    // picture, 59.84 wide, and half of 65.92 high; sigmoid 3/4 times softmax 4/5.
    [Fact]
    public void Cells_hold_anchors()
    {
        float[] answer = new float[5 * 7 * 8];
        for (int anchor = 0; anchor < 5; anchor++) answer.AsSpan((anchor * 7 + 4) * 8, 8).Fill(-20);
        float[] numbers = [0.5f, 0.25f, 0, MathF.Log(0.5f), MathF.Log(3), MathF.Log(4), 0];
        for (int i = 0; i < numbers.Length; i++) answer[(7 + i) * 8 + 6] = numbers[i];
        using Detector detector = new FamilyGraph().Input("data", OnnxStub.Float32, 1, 3, 64, 128)
            .Output("model_outputs0", [1, 35, 2, 4], answer).Load("a", "b");
        Assert.Equal("CustomVision", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, stretched", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (50.08, 23.52, 59.84, 32.96, "a", 0.6f));
    }
}
