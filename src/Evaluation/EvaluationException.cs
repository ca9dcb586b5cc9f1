namespace DetectionSdk.Evaluation;

/// <summary>
/// What is to be measured does not go together: a model and a data set that share no class, a class map that names a
/// class neither has, a front-end that makes another size than the clean image's.
/// </summary>
/// <param name="message">What was found and what was expected.</param>
public sealed class EvaluationException(string message) : DetectionSdkException(message);
