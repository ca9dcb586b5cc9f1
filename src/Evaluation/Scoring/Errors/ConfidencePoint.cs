namespace DetectionSdk.Evaluation;

/// <summary>What a detector gives at one least score, at IoU 0.5.</summary>
/// <param name="Confidence">The least score, in [0, 1].</param>
/// <param name="Found">Objects that were found.</param>
/// <param name="False">Detections that found none.</param>
/// <param name="Objects">Objects to find.</param>
public sealed record ConfidencePoint(double Confidence, int Found, int False, int Objects)
{
    /// <summary>Share of the detections that are right, in [0, 1]; 1 where there are none.</summary>
    public double Precision => Found + False == 0 ? 1 : (double)Found / (Found + False);

    /// <summary>Share of the objects that were found, in [0, 1]; 0 where there are none.</summary>
    public double Recall => Objects == 0 ? 0 : (double)Found / Objects;

    /// <summary>Harmonic mean of precision and recall, in [0, 1].</summary>
    public double F1 => Found == 0 ? 0 : 2.0 * Found / (Found + False + Objects);
}
