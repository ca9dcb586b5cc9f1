using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

/// <summary>
/// A picture of 128 x 64 pixels becomes 60 x 30 in the middle of 64 x 64: it covers (2, 17) to (62, 47).
/// </summary>
public sealed class YoloNasFamilyTests
{
    [Fact]
    public void Finished_detections_come_in_four_outputs_padded_with_minus_one()
    {
        using Detector detector = Graph(OnnxStub.UInt8)
            .Output("num_predictions", [1, 1], 2L)
            .Output("pred_boxes", [1, 3, 4], 2f, 17, 62, 47, 2, 17, 32, 32, -1, -1, -1, -1)
            .Output("pred_scores", [1, 3], 0.75f, 0.5f, -1)
            .Output("pred_classes", [1, 3], 1L, 0, -1)
            .Load("a", "b");
        Assert.Equal("YOLO-NAS", detector.Model.Family.Name);
        Assert.Equal("RGB in [0, 255], NCHW, letterbox centred on 114", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (0, 0, 128, 64, "b", 0.75f), (0, 0, 64, 32, "a", 0.5f));
    }

    [Fact]
    public void Flat_detections_name_their_picture()
    {
        using Detector detector = new FamilyGraph().Input("input", OnnxStub.UInt8, 0, 3, 64, 64)
            .Output("flat_predictions", [0, 7], 0, 2, 17, 62, 47, 0.75f, 1, 1, 2, 17, 32, 32, 0.5f, 0)
            .Load("a", "b");
        using Mat image = new(64, 128, MatType.CV_8UC3, Scalar.All(0));
        IReadOnlyList<DetectionResult> results = detector.DetectBatch([image, image]);
        FamilyGraph.AssertFound(results[0], (0, 0, 128, 64, "b", 0.75f));
        FamilyGraph.AssertFound(results[1], (0, 0, 64, 32, "a", 0.5f));
    }

    [Fact]
    public void Without_post_processing_the_detector_suppresses()
    {
        const int cells = 84;
        using Detector detector = Graph(OnnxStub.Float32)
            .Output("904", [1, cells, 4], FamilyGraph.Fill(cells * 4, 0, (40, [2, 17, 62, 47, 2, 17, 62, 46])))
            .Output("913", [1, cells, 2], FamilyGraph.Fill(cells * 2, 0, (20, [0.25f, 0.75f, 0, 0.5f])))
            .Load("a", "b");
        Assert.IsType<YoloNasFamily>(detector.Model.Family);
        Assert.Equal("RGB in [0, 1], NCHW, letterbox centred on 114", detector.Model.InputRule);
        FamilyGraph.AssertFound(detector, (0, 0, 128, 64, "b", 0.75f));
    }

    private static FamilyGraph Graph(int type) => new FamilyGraph().Input("input", type, 1, 3, 64, 64);
}
