namespace DetectionSdk.Evaluation;

/// <summary>A fault of a single box or image that a reader survived: what it left out or changed, and why.</summary>
/// <param name="File">The file that holds the fault.</param>
/// <param name="Line">One-based line in that file, where it is known.</param>
/// <param name="Message">The value found, what was expected and what was done.</param>
public sealed record DataSetProblem(string File, int? Line, string Message)
{
    /// <summary>The problem in one line: <c>file:line: message</c>.</summary>
    public override string ToString() => Line is { } line ? $"{File}:{line}: {Message}" : $"{File}: {Message}";
}
