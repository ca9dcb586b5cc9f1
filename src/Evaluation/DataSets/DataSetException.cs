namespace DetectionSdk.Evaluation;

/// <summary>
/// A data set cannot be read or written: a file is absent, broken, too large, or names a file outside the data set.
/// </summary>
public sealed class DataSetException : DetectionSdkException
{
    /// <summary>States a fault of a file, at a one-based line where it is known.</summary>
    public DataSetException(string file, int? line, string message, Exception? inner = null)
        : this(new DataSetProblem(file, line, message), [], inner) { }

    internal DataSetException(
        DataSetProblem problem, IReadOnlyList<DataSetProblem> problems, Exception? inner = null)
        : base(problem.ToString(), inner)
    {
        Problem = problem;
        Problems = problems;
    }

    internal DataSetException(DataSetException fault, IReadOnlyList<DataSetProblem> problems)
        : base($"{fault.Message} First of {problems.Count} found before: {problems[0]}", fault.InnerException)
    {
        Problem = fault.Problem;
        Problems = problems;
    }

    /// <summary>The file at fault.</summary>
    public string File => Problem.File;

    /// <summary>One-based line in <see cref="File"/>, where it is known.</summary>
    public int? Line => Problem.Line;

    /// <summary>What the reader had left out or changed before it gave up; empty where there was nothing.</summary>
    public IReadOnlyList<DataSetProblem> Problems { get; }

    internal DataSetProblem Problem { get; }
}
