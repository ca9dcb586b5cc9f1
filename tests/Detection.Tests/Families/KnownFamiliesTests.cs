using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class KnownFamiliesTests
{
    [Fact]
    public void Every_family_has_a_name_of_its_own_and_says_what_it_expects()
    {
        Assert.Distinct(KnownFamilies.All.Select(family => family.Name.ToUpperInvariant()));
        Assert.All(KnownFamilies.All, family => Assert.NotEmpty(family.Graphs));
        Assert.All(KnownFamilies.All, family => Assert.DoesNotContain(' ', family.Name));
    }

    // RT-DETR without its second input
    [Fact]
    public void An_unknown_graph_is_shown_beside_the_nearest()
    {
        FamilyGraph graph = new FamilyGraph().Input("images", OnnxStub.Float32, 1, 3, 64, 64)
            .Output("labels", [1, 2], 0L, 0).Output("boxes", [1, 2, 4], new float[8]).Output("scores", [1, 2], 0f, 0);
        Assert.Equal(
            "'model in memory' is of no detector family that the SDK knows: inputs images Float [1, 3, 64, 64]; "
            + "outputs labels Int64 [1, 2]; boxes Float [1, 2, 4]; scores Float [1, 2]; 1 class names. The nearest is "
            + "RT-DETR, which expects inputs images Float [B, 3, H, W]; orig_target_sizes Int64 [B, 2]; outputs labels "
            + "Int64 [B, K]; boxes Float [B, K, 4]; scores Float [B, K]. DetectorOptions.Family takes one of "
            + "KnownFamilies, or a family of your own.",
            Assert.Throws<ModelFormatException>(() => graph.Load("a")).Message);
    }

    [Theory]
    [InlineData("pixel_values", "logits", "HuggingFace-DETR")]
    [InlineData("x", "detection_boxes", "TensorFlow")]
    [InlineData("x", "detected_boxes", "CustomVision")]
    public void A_name_in_common_makes_a_family_near(string input, string output, string nearest)
    {
        FamilyGraph graph = new FamilyGraph().Input(input, OnnxStub.Float32, 1, 3, 64, 64)
            .Output(output, [1, 2, 3, 4, 5], new float[120]);
        Assert.Contains(
            $"The nearest is {nearest}, ", Assert.Throws<ModelFormatException>(() => graph.Load("a")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_that_is_asked_for_and_does_not_fit_shows_both_graphs()
    {
        FamilyGraph graph = new FamilyGraph().Input("images", OnnxStub.Float32, 1, 3, 64, 64)
            .Output("boxes", [1, 2, 4], new float[8]);
        Assert.Equal(
            "'model in memory' does not have the form of RF-DETR: inputs images Float [1, 3, 64, 64]; outputs boxes "
            + "Float [1, 2, 4]; 1 class names. Expected inputs input Float [B, 3, H, W]; outputs dets Float [B, Q, 4]; "
            + "labels Float [B, Q, S].",
            Assert.Throws<ModelFormatException>(
                () => graph.Load(new DetectorOptions { Family = new RfDetrFamily() }, "a")).Message);
    }

    // Whatever family reads whatever graph: it is refused by name, or finds nothing.
    [Fact]
    public void Any_family_on_any_graph_fails_as_bad_input()
    {
        (int Type, long[] Input, long[] Output)[] shapes =
        [
            (OnnxStub.Float32, [1, 3, 64, 64], [1, 84, 7]), (OnnxStub.Float32, [1, 3, 64, 64], [1, 2]),
            (OnnxStub.UInt8, [1, 64, 64, 3], [3]), (OnnxStub.Float32, [3, 64, 64], [1, 2, 3, 4, 5]),
        ];
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(0));
        foreach (DetectorFamily family in KnownFamilies.All)
        {
            foreach ((int type, long[] input, long[] output) in shapes)
            {
                FamilyGraph graph = new FamilyGraph().Input("images", type, input)
                    .Output("output0", output, new float[output.Aggregate((a, b) => a * b)]);
                try
                {
                    using Detector detector = graph.Load(new DetectorOptions { Family = family }, "a", "b");
                    Assert.Empty(detector.Detect(image).Objects);
                }
                catch (ModelFormatException error)
                {
                    Assert.Contains("'model in memory'", error.Message, StringComparison.Ordinal);
                    Assert.Contains(family.Name, error.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void The_guide_lists_every_family()
    {
        string guide = File.ReadAllText(Repository.Path("docs", "guides", "families.md"));
        Assert.All(KnownFamilies.All, family => Assert.Contains($"`{family.Name}`", guide, StringComparison.Ordinal));
    }
}
