namespace DetectionSdk.Watching;

/// <summary>Rules that do not fit: a zone outside of the picture, a class that the detector does not know.</summary>
/// <param name="message">The rule, the value and what was expected.</param>
public sealed class WatchRulesException(string message) : DetectionSdkException(message);
