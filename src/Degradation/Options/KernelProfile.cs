namespace DetectionSdk.Degradation;

/// <summary>Form of a blur kernel over q, the squared Mahalanobis distance from its centre.</summary>
public enum KernelProfile
{
    /// <summary>exp(-q^beta / 2): a Gaussian for beta 1, a generalised Gaussian otherwise.</summary>
    Gaussian,

    /// <summary>1 / (1 + q^beta): flat in the middle.</summary>
    Plateau,
}
