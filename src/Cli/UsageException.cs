namespace DetectionSdk.Cli;

/// <summary>The command is used wrongly, found after its options were parsed. The shell gets exit code 2.</summary>
/// <param name="message">The option or argument, its value and what was expected.</param>
internal sealed class UsageException(string message) : DetectionSdkException(message);
