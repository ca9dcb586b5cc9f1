namespace DetectionSdk.Degradation;

/// <summary>A file that could not be degraded.</summary>
/// <param name="File">Relative to the input folder.</param>
/// <param name="Message">Why.</param>
public sealed record DegradationFailure(string File, string Message);
