namespace DetectionSdk.Streaming;

/// <summary>A live source was lost and connected again.</summary>
/// <param name="Duration">From the last frame before to the first frame after.</param>
/// <param name="Attempts">Attempts to connect, the successful one included.</param>
/// <param name="Reason">Why the connection was lost.</param>
public sealed record StreamGap(TimeSpan Duration, int Attempts, string Reason);
