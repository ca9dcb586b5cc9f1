using DetectionSdk.Families;

namespace DetectionSdk.Tests.Families;

public sealed class RtDetrFamilyTests
{
    [Fact]
    public void The_network_is_told_the_size_of_its_input()
    {
        using Detector detector = Graph(height: 32).Load("a", "b");
        Assert.Equal("RT-DETR", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 1], NCHW, stretched, with orig_target_sizes", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (32, 32, 64, 16, "b", 0.75f), (0, 0, 128, 64, "a", 0.5f));
    }

    // D-FINE's own demonstration: the picture lies in rows 16 to 48 at half its size.
    [Fact]
    public void A_letterbox_that_is_asked_for_is_mapped_back()
    {
        DetectorOptions options = new()
        {
            ConfigureInput = spec => spec with { Fit = InputFit.LetterboxCentred },
            Confidence = 0.6f,
        };
        using Detector detector = Graph(height: 64).Load(options, "a", "b");
        FamilyGraph.AssertFound(detector, (32, 32, 64, 32, "b", 0.75f));
    }

    [Fact]
    public void Class_names_must_be_given() =>
        Assert.Contains(
            "carries no class names in its metadata; give one name per class in DetectorOptions.ClassNames",
            Assert.Throws<ModelFormatException>(() => Graph(64).Load()).Message, StringComparison.Ordinal);

    // boxes = fractions x (width, height, width, height)
    private static FamilyGraph Graph(int height) => new FamilyGraph()
        .Input("images", OnnxStub.Float32, 0, 3, height, 64).Input("orig_target_sizes", OnnxStub.Int64, 0, 2)
        .Output("labels", [0, 3], 1L, 0, 0)
        .Computed<float>("boxes", 0, 3, 4)
        .Output("scores", [0, 3], 0.75f, 0.5f, 0.1f)
        .Tensor("fractions", [1, 3, 4], 0.25f, 0.5f, 0.75f, 0.75f, 0, 0, 1, 1, 0, 0, 1, 1)
        .Tensor("axis", [1], 1L)
        .Node("Cast", ["orig_target_sizes"], "size", OnnxStub.Attribute("to", OnnxStub.Float32))
        .Node("Concat", ["size", "size"], "sizes", OnnxStub.Attribute("axis", 1))
        .Node("Unsqueeze", ["sizes", "axis"], "scale")
        .Node("Mul", ["fractions", "scale"], "boxes");
}
