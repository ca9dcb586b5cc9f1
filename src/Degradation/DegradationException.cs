namespace DetectionSdk.Degradation;

/// <summary>
/// A pipeline, recipe, plan or image that cannot be used. The message names the place (a key path such as
/// <c>effects[2].quality</c>, a file, or the image size), the value found and what was expected.
/// </summary>
public sealed class DegradationException : DetectionSdkException
{
    /// <summary>An error without a message; prefer one that names place, value and expectation.</summary>
    public DegradationException() { }

    /// <summary>An error that names place, value and expectation.</summary>
    public DegradationException(string message) : base(message) { }

    /// <summary>An error with what caused it.</summary>
    public DegradationException(string message, Exception innerException) : base(message, innerException) { }
}
