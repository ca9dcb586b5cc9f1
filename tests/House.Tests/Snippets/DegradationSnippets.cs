using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.House.Tests.Snippets;

internal static class DegradationSnippets
{
    public static void Degrade(Mat photo, IReadOnlyList<Rect2d> boxes)
    {
        #region Degrade
        DegradationPlan plan = DegradationPipeline.CocoD.Sample(seed: 7, photo.Size());
        using Mat poor = plan.Apply(photo);
        IReadOnlyList<Rect2d> moved = plan.MapBoxes(boxes);
        File.WriteAllText("plan.json", plan.ToJson());           // every number; replays to the byte
        #endregion
    }

    public static void Pipeline()
    {
        #region OwnPipeline
        DegradationPipeline pipeline = new(
        [
            new GaussianBlurOptions { SpreadX = (0.2, 2) },
            new DownsampleOptions { Scale = (1, 4), Methods = [ResizeMethod.Area] },
            new GaussianNoiseOptions { StandardDeviation = (0, 25) },
            new JpegOptions { Quality = Distribution.Integers(40, 90) },
        ]);
        #endregion
        _ = pipeline;

        #region MixedPresets
        DegradationPipeline mixed = DegradationPipeline.OneOf(
            (2, DegradationPipeline.CocoD), (1, DegradationPipeline.RealCamera), (1, DegradationPipeline.Cctv));
        #endregion
        _ = mixed;
    }

    public static void Training(Mat photo, IReadOnlyList<Rect2d> boxes, int epoch, int index)
    {
        #region TrainingLoop
        DegradationAugmentation augmentation = new(DegradationPipeline.Aeris, seed: 1);
        DegradedSample sample = augmentation.Apply(photo, boxes, epoch, index);   // the same for any worker
        #endregion
        _ = sample;
    }
}
