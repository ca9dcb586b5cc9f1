namespace DetectionSdk.Evaluation;

/// <summary>
/// The twelve numbers of COCO detection evaluation, in [0, 1]; -1 where no object decides (no box of that size, for
/// instance). Precision is averaged over IoU .50 to .95 in steps of .05, over 101 recall levels and over classes.
/// </summary>
/// <param name="AP">Average precision, IoU .50:.95, all sizes, 100 detections per image and class.</param>
/// <param name="AP50">Average precision at IoU .50.</param>
/// <param name="AP75">Average precision at IoU .75.</param>
/// <param name="APs">Average precision of objects of at most 32x32 square pixels.</param>
/// <param name="APm">Average precision of objects from 32x32 to 96x96 square pixels.</param>
/// <param name="APl">Average precision of objects from 96x96 square pixels.</param>
/// <param name="AR1">Average recall with one detection per image and class.</param>
/// <param name="AR10">Average recall with ten detections per image and class.</param>
/// <param name="AR100">Average recall with a hundred detections per image and class.</param>
/// <param name="ARs">Average recall of small objects.</param>
/// <param name="ARm">Average recall of medium objects.</param>
/// <param name="ARl">Average recall of large objects.</param>
public sealed record CocoScores(
    double AP, double AP50, double AP75, double APs, double APm, double APl,
    double AR1, double AR10, double AR100, double ARs, double ARm, double ARl);
