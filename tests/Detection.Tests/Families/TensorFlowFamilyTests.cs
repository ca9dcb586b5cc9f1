using DetectionSdk.Families;
using DetectionSdk.Models;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class TensorFlowFamilyTests
{
    // The scores of the three boxes are the means of red, green and blue.
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void The_network_sees_bytes_of_RGB_and_boxes_are_fractions_top_first(int side)
    {
        using Detector detector = Graph("input_tensor", "", side, 1, 2, 1).Load("a", "b");
        Assert.Equal("TensorFlow", detector.Model.Family.Name);
        Assert.Equal(
            $"RGB in [0, 255], NHWC, {(side > 0 ? "stretched" : "at its own size")}", detector.Model.InputRule);
        using Mat image = new(64, 128, MatType.CV_8UC3, new Scalar(51, 102, 204));
        FamilyGraph.AssertFound(
            detector.Detect(image), (64, 16, 64, 32, "a", 0.8f), (0, 0, 128, 64, "b", 0.4f));
    }

    [Fact]
    public void Classes_are_numbers_of_COCO_where_the_names_are_and_names_may_have_a_number()
    {
        using Detector detector = Graph("image_tensor:0", ":0", 0, 3, 12, 90).Load([.. CocoClasses.Names]);
        Assert.IsType<TensorFlowFamily>(detector.Model.Family);
        using Mat image = new(64, 128, MatType.CV_8UC3, new Scalar(127.5, 204, 204));
        FamilyGraph.AssertFound(
            detector.Detect(image), (64, 16, 64, 32, "car", 0.8f), (0, 0, 64, 32, "toothbrush", 128 / 255f));
    }

    private static FamilyGraph Graph(string input, string suffix, int side, params float[] classes) => new FamilyGraph()
        .Input(input, OnnxStub.UInt8, 1, side, side, 3)
        .Output($"detection_boxes{suffix}", [1, 3, 4], 0.25f, 0.5f, 0.75f, 1, 0, 0, 1, 1, 0, 0, 0.5f, 0.5f)
        .Output($"detection_classes{suffix}", [1, 3], classes)
        .Computed<float>($"detection_scores{suffix}", 1, 3)
        .Output($"num_detections{suffix}", [1], 3f)
        .Tensor("white", [1], 255f)
        .Node("Cast", [input], "pixels", OnnxStub.Attribute("to", OnnxStub.Float32))
        .Node(
            "ReduceMean", ["pixels"], "means", OnnxStub.Attribute("axes", [1L, 2]), OnnxStub.Attribute("keepdims", 0))
        .Node("Div", ["means", "white"], $"detection_scores{suffix}");
}
