using DetectionSdk.Models;
using DetectionSdk.Tests;
using DetectionSdk.Tests.Families;

namespace DetectionSdk.Evaluation.Tests.Scoring;

/// <summary>
/// The detector and the rules of YOLOX, written down without it, find the same in photographs of COCO. Every fourth of
/// coco128, down to scores of a hundredth, as average precision wants them.
/// </summary>
public sealed class YoloxReferenceTests
{
    private const float Confidence = 0.01f, Iou = 0.65f;

    [Fact]
    [Trait("Category", "Slow")]
    public void Average_precision_equals_that_of_a_plain_reference()
    {
        string model = SharedData.Model("yolox_nano/yolox_nano.onnx");
        AnnotatedDataSet all = AnnotatedDataSet.Load(SharedData.Path("coco128"));
        DetectorEvaluation evaluation = new(all with { Images = [.. all.Images.Where((_, index) => index % 4 == 0)] });
        DetectorOptions options = new()
        {
            Confidence = Confidence,
            Iou = Iou,
            MaximumDetections = 1000,
            Provider = ExecutionProvider.Cpu,
        };
        using Detector detector = Detector.Load(model, options);
        using YoloxReference reference = new(model);

        CocoScores ours = evaluation.RunModel(detector.Detect, detector.Model.ClassNames).Coco.Scores;
        CocoScores theirs = evaluation.RunModel(
            image => new DetectionResult(image.Size(), reference.Detect(image, Confidence, Iou)),
            CocoClasses.Names).Coco.Scores;

        TestContext.Current.TestOutputHelper?.WriteLine($"AP {ours.AP:0.0000}, reference {theirs.AP:0.0000}");
        Assert.InRange(ours.AP, 0.2, 0.6);
        Assert.Equal(theirs.AP, ours.AP, 0.001);
        Assert.Equal(theirs.AP50, ours.AP50, 0.001);
    }
}
