namespace DetectionSdk.Degradation;

/// <summary>An image of a job that could not be degraded.</summary>
/// <param name="Item">The image.</param>
/// <param name="Reason">Why, in one sentence that names the file.</param>
public sealed record DegradationFailure(DegradationItem Item, string Reason);
