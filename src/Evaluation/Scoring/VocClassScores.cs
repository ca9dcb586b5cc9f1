namespace DetectionSdk.Evaluation;

/// <summary>Pascal VOC score of one class.</summary>
/// <param name="ClassId">Index into <see cref="AnnotatedDataSet.ClassNames"/>.</param>
/// <param name="Name">Name of the class.</param>
/// <param name="Objects">Objects to be found: annotations that are neither difficult nor crowd.</param>
/// <param name="AP">Average precision in [0, 1]; -1 without objects.</param>
/// <param name="Curve">Raw precision over recall, one point per detection that counts, best score first.</param>
public sealed record VocClassScores(int ClassId, string Name, int Objects, double AP, PrecisionRecallCurve Curve);
