using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class MmDetectionFamilyTests
{
    // The picture lies at half its size in the top left corner.
    [Fact]
    public void Finished_boxes_are_in_input_pixels()
    {
        using Detector detector = Graph(64).Load("a", "b");
        Assert.Equal("MMDetection", detector.Model.Family.Name);
        Assert.Equal(
            "RGB less (123.675, 116.28, 103.53), divided by (58.395, 57.12, 57.375), NCHW, letterbox top left on "
            + "123.675", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (16, 8, 32, 32, "b", 0.75f), (16, 8, 32, 30, "b", 0.5f));
    }

    [Fact]
    public void A_dynamic_input_is_told_from_Ultralytics_by_its_outputs()
    {
        using Detector detector = Graph(0).Load("a", "b");
        Assert.IsType<MmDetectionFamily>(detector.Model.Family);
        Assert.Equal(800, detector.Model.Input.ShortSide);
    }

    // RTMDet: BGR, stretched or padded otherwise
    [Fact]
    public void What_the_pipeline_says_goes_into_the_options()
    {
        DetectorOptions options = new()
        {
            ConfigureInput = spec => spec with { Colours = ColourOrder.Bgr, Pad = Scalar.All(114) },
        };
        using Detector detector = Graph(64).Load(options, "a", "b");
        Assert.Equal(
            "BGR less (123.675, 116.28, 103.53), divided by (58.395, 57.12, 57.375), NCHW, letterbox top left on 114",
            detector.Model.InputRule);
    }

    private static FamilyGraph Graph(int side) => new FamilyGraph()
        .Input("input", OnnxStub.Float32, 1, 3, side, side)
        .Output("dets", [1, 0, 5], 8, 4, 24, 20, 0.75f, 8, 4, 24, 19, 0.5f, 1, 1, 2, 2, 0.1f)
        .Output("labels", [1, 0], 1L, 1, 0);
}
