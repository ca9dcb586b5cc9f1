namespace DetectionSdk.Degradation;

/// <summary>How far a <see cref="DegradationJob"/> is.</summary>
/// <param name="Done">Files done, skipped or failed so far.</param>
/// <param name="Total">Files of the job.</param>
/// <param name="File">The file just done, relative to the input folder.</param>
public readonly record struct DegradationJobProgress(int Done, int Total, string File);
