namespace DetectionSdk.Evaluation;

/// <summary>
/// Precision over recall of one class. The three lists have one entry per point; recall does not fall along them.
/// </summary>
/// <param name="Recall">Found share of the objects, in [0, 1].</param>
/// <param name="Precision">Correct share of the detections, in [0, 1].</param>
/// <param name="Score">Lowest score among the detections that reach the point; 0 where no detection reaches it.</param>
public sealed record PrecisionRecallCurve(
    IReadOnlyList<double> Recall, IReadOnlyList<double> Precision, IReadOnlyList<double> Score);
