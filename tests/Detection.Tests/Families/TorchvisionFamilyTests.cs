using DetectionSdk.Families;
using DetectionSdk.Models;

namespace DetectionSdk.Tests.Families;

public sealed class TorchvisionFamilyTests
{
    [Fact]
    public void The_picture_is_seen_at_its_own_size()
    {
        using Detector detector = Graph().Output("scores", [1], 0.75f).Output("labels", [1], 1L).Load("a", "b");
        Assert.Equal("torchvision", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, at its own size", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (0, 0, 128, 64, "a", 0.75f));
    }

    // Faster R-CNN gives labels before scores; 3 is a car among COCO's numbers, 12 is a gap, 0 the background.
    [Theory]
    [InlineData(3, "car")]
    [InlineData(90, "toothbrush")]
    [InlineData(12, null)]
    [InlineData(0, null)]
    public void Labels_are_numbers_of_COCO_where_the_names_are(long label, string? expected)
    {
        using Detector detector = Graph().Output("labels", [1], label).Output("scores", [1], 0.75f)
            .Load([.. CocoClasses.Names]);
        if (expected is null) FamilyGraph.AssertFound(detector);
        else FamilyGraph.AssertFound(detector, (0, 0, 128, 64, expected, 0.75f));
    }

    [Fact]
    public void A_batch_axis_of_one_is_taken_too()
    {
        using Detector detector = new FamilyGraph().Input("input", OnnxStub.Float32, 1, 3, 64, 64)
            .Output("1", [0, 4], 0f, 0, 64, 32).Output("2", [0], 0.75f).Output("3", [0], 2L).Load("a", "b");
        Assert.IsType<TorchvisionFamily>(detector.Model.Family);
        FamilyGraph.AssertFound(detector, (0, 0, 128, 64, "b", 0.75f));
    }

    // boxes: the whole of what the network sees
    private static FamilyGraph Graph() => new FamilyGraph()
        .Input("images", OnnxStub.Float32, 3, 0, 0)
        .Computed<float>("boxes", 0, 4)
        .Tensor("sides", [2], 2L, 1).Tensor("corner", [2], 0f, 0).Tensor("shape", [2], 1L, 4)
        .Node("Shape", ["images"], "size")
        .Node("Gather", ["size", "sides"], "integers")
        .Node("Cast", ["integers"], "edges", OnnxStub.Attribute("to", OnnxStub.Float32))
        .Node("Concat", ["corner", "edges"], "box", OnnxStub.Attribute("axis", 0))
        .Node("Reshape", ["box", "shape"], "boxes");
}
