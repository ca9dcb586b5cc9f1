using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>How much boxes overlap.</summary>
internal static class BoxOverlap
{
    /// <summary>Intersection over union; over the detection alone where the object is a crowd.</summary>
    public static double Iou(Rect2d detection, Rect2d item, bool crowd = false)
    {
        double width = Math.Min(detection.Width + detection.X, item.Width + item.X) - Math.Max(detection.X, item.X);
        double height = Math.Min(detection.Height + detection.Y, item.Height + item.Y) - Math.Max(detection.Y, item.Y);
        if (width <= 0 || height <= 0) return 0;

        double intersection = width * height, area = detection.Width * detection.Height;
        return intersection / (crowd ? area : area + item.Width * item.Height - intersection);
    }
}
