namespace DetectionSdk.Evaluation;

/// <summary>
/// A data set cannot be read or written: a file is absent, broken, too large, or names a file outside the data set.
/// </summary>
public sealed class DataSetException : DetectionSdkException
{
    /// <summary>States a fault of a file, at a one-based line where it is known.</summary>
    public DataSetException(string file, int? line, string message, Exception? inner = null)
        : base(new DataSetProblem(file, line, message).ToString(), inner)
    {
        File = file;
        Line = line;
    }

    /// <summary>The file at fault.</summary>
    public string File { get; }

    /// <summary>One-based line in <see cref="File"/>, where it is known.</summary>
    public int? Line { get; }
}
