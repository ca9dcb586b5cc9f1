namespace DetectionSdk.Evaluation;

/// <summary>
/// COCO scores of one class, all object sizes, at most 100 detections per image; -1 when the ground truth has no such
/// object.
/// </summary>
/// <param name="ClassId">Index into <see cref="AnnotatedDataSet.ClassNames"/>.</param>
/// <param name="Name">Name of the class.</param>
/// <param name="Objects">Objects to be found: annotations that are no crowd.</param>
/// <param name="AP">Average precision, IoU .50:.95.</param>
/// <param name="AP50">Average precision at IoU .50.</param>
/// <param name="AP75">Average precision at IoU .75.</param>
/// <param name="AR100">Average recall, IoU .50:.95.</param>
public sealed record CocoClassScores(
    int ClassId, string Name, int Objects, double AP, double AP50, double AP75, double AR100);
