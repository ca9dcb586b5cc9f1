namespace DetectionSdk.Training;

/// <summary>COCO average precision of the averaged weights, as exported, on the validation set.</summary>
/// <param name="Step">Steps trained.</param>
/// <param name="AveragePrecision">Mean over IoU 0.50 to 0.95, in [0, 1].</param>
/// <param name="AveragePrecision50">At IoU 0.50, in [0, 1].</param>
/// <param name="IsBest">Whether no earlier validation of the run had a higher <see cref="AveragePrecision"/>.</param>
public sealed record ValidationScores(long Step, double AveragePrecision, double AveragePrecision50, bool IsBest);
