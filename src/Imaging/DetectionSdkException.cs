namespace DetectionSdk;

/// <summary>
/// What this SDK throws when the fault lies in what it was given: a file, an image, a model, a data set, a recipe, a
/// machine without what was asked for. The message names the file or the place, the value found and what was expected.
/// Everything else that is thrown, argument exceptions included, is a defect of the program that calls, or of the SDK.
/// </summary>
/// <param name="message">The place, the value and what was expected.</param>
/// <param name="innerException">What caused it.</param>
public abstract class DetectionSdkException(string? message = null, Exception? innerException = null)
    : Exception(message, innerException);
