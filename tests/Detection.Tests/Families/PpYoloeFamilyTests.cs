using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class PpYoloeFamilyTests
{
    // 64 x 64: 64 + 16 + 4 cells
    private const int Cells = 84;

    private static readonly DetectorOptions Chosen = new() { Family = new PpYoloeFamily() };

    // Left and top are the scale factors of y and x: 128 x 64 pixels become 64 x 64.
    [Fact]
    public void The_network_is_told_both_scales_the_vertical_one_first()
    {
        using Detector detector = new FamilyGraph()
            .Input("image", OnnxStub.Float32, 1, 3, 64, 64).Input("scale_factor", OnnxStub.Float32, 1, 2)
            .Computed<float>("bbox", 0, 6)
            .Output("bbox_num", [1], 1)
            .Tensor("before", [1, 2], 1, 0.75f).Tensor("after", [1, 2], 100f, 60)
            .Node("Concat", ["before", "scale_factor", "after"], "bbox", OnnxStub.Attribute("axis", 1))
            .Load(Chosen, "a", "b");
        Assert.Equal("RGB in [0, 1], NCHW, stretched, with scale_factor", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (1, 0.5, 99, 59.5, "b", 0.75f));
    }

    [Fact]
    public void A_graph_that_wants_the_shape_is_of_this_family()
    {
        using Detector detector = new FamilyGraph()
            .Input("im_shape", OnnxStub.Float32, 1, 2).Input("image", OnnxStub.Float32, 1, 3, 32, 64)
            .Input("scale_factor", OnnxStub.Float32, 1, 2)
            .Computed<float>("bbox", 0, 6)
            .Output("bbox_num", [1], 1)
            .Tensor("before", [1, 4], 0, 0.75f, 0, 0)
            .Node("Concat", ["before", "im_shape"], "bbox", OnnxStub.Attribute("axis", 1))
            .Load("a", "b");
        Assert.Equal("PP-YOLOE", detector.Model.Family.Name);
        FamilyGraph.AssertFound(detector, (0, 0, 32, 64, "a", 0.75f));
    }

    [Fact]
    public void The_detections_of_a_batch_are_dealt_out_by_their_numbers()
    {
        using Detector detector = new FamilyGraph()
            .Input("image", OnnxStub.Float32, 0, 3, 64, 64).Input("scale_factor", OnnxStub.Float32, 0, 2)
            .Output("bbox", [0, 6], 0, 0.5f, 1, 2, 3, 4, 1, 0.75f, 5, 6, 7, 8, 0, 0.5f, 9, 10, 11, 12)
            .Output("bbox_num", [0], 1, 2)
            .Load(Chosen, "a", "b");
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(0));
        IReadOnlyList<DetectionResult> results = detector.DetectBatch([image, image]);
        FamilyGraph.AssertFound(results[0], (1, 2, 2, 2, "a", 0.5f));
        FamilyGraph.AssertFound(results[1], (5, 6, 2, 2, "b", 0.75f), (9, 10, 2, 2, "a", 0.5f));
    }

    // Boxes in pixels of the picture; the second is the first once more.
    [Fact]
    public void Without_suppression_scores_come_class_by_class()
    {
        using Detector detector = new FamilyGraph()
            .Input("image", OnnxStub.Float32, 1, 3, 64, 64).Input("scale_factor", OnnxStub.Float32, 1, 2)
            .Output("tmp_16", [1, Cells, 4], FamilyGraph.Fill(Cells * 4, 0, (8, [10, 20, 110, 60, 10, 20, 111, 60])))
            .Output("concat_14.tmp_0", [1, 2, Cells], FamilyGraph.Fill(2 * Cells, 0, (Cells + 2, [0.5f, 0.75f])))
            .Load("a", "b");
        Assert.IsType<PpYoloeFamily>(detector.Model.Family);
        FamilyGraph.AssertFound(detector, (10, 20, 101, 40, "b", 0.75f));
    }

    [Fact]
    public void Without_post_processing_boxes_are_in_input_pixels()
    {
        using Detector detector = new FamilyGraph()
            .Input("image", OnnxStub.Float32, 1, 3, 64, 64)
            .Output(
                "concat_15.tmp_0", [1, Cells, 7],
                FamilyGraph.Fill(Cells * 7, 0, (7, [8, 16, 24, 48, 0.1f, 0.2f, 0.75f])))
            .Load("a", "b", "c");
        Assert.IsType<PpYoloeFamily>(detector.Model.Family);
        FamilyGraph.AssertFound(detector, (16, 16, 32, 32, "c", 0.75f));
    }

    [Fact]
    public void Older_models_are_normalised_as_the_options_say()
    {
        DetectorOptions options = Chosen with
        {
            ConfigureInput = spec => spec with { Mean = Scalar.All(127), Deviation = Scalar.All(64) },
        };
        using Detector detector = new FamilyGraph().Input("image", OnnxStub.Float32, 1, 3, 64, 64)
            .Output("bbox", [0, 6], new float[6]).Output("bbox_num", [1], 1).Load(options, "a");
        Assert.Equal(
            "RGB less (127, 127, 127), divided by (64, 64, 64), NCHW, stretched", detector.Model.InputRule);
    }
}
