namespace DetectionSdk;

/// <summary>How a model writes its detections.</summary>
public enum OutputLayout
{
    /// <summary>
    /// <c>[B, 4 + C, N]</c>: centre x, centre y, width, height in input pixels, then one score per class, for N
    /// candidates. YOLOv8, YOLOv9, YOLO11, YOLO12 and the detectors that this SDK trains.
    /// </summary>
    Candidates,

    /// <summary>
    /// <c>[B, K, 6]</c>: left, top, right, bottom in input pixels, score, class index, for K finished detections.
    /// YOLOv10 and YOLO26.
    /// </summary>
    EndToEnd,
}
