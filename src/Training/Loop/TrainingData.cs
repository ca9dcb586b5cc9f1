using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>What a run trains and validates on.</summary>
/// <param name="Training">Images to learn from.</param>
/// <param name="Validation">Images to measure on; null for none.</param>
internal sealed record TrainingData(AnnotatedDataSet Training, AnnotatedDataSet? Validation)
{
    public IReadOnlyList<string> ClassNames => Training.ClassNames;

    /// <summary>What a teacher said of the training images, for a recipe that has asked one; null otherwise.</summary>
    public TeacherAnswers? Teacher { get; set; }

    /// <summary>The data without the training images that cannot be read, and these.</summary>
    /// <exception cref="DataSetException">None can be read, or an image to validate on cannot.</exception>
    public (TrainingData Data, List<DataSetProblem> LeftOut) Readable()
    {
        IReadOnlyList<(int Index, DataSetProblem Problem)> unreadable = DataSetCheck.FindUnreadable(Training);
        if (unreadable.Count == Training.Images.Count) Throw(unreadable);
        if (Validation is not null) Throw(DataSetCheck.FindUnreadable(Validation));
        if (unreadable.Count == 0) return (this, []);

        HashSet<int> gone = [.. unreadable.Select(found => found.Index)];
        AnnotatedDataSet rest = Training with
        {
            Images = [.. Training.Images.Where((_, index) => !gone.Contains(index))],
        };
        return (this with { Training = rest }, [.. unreadable.Select(found =>
            found.Problem with { Message = $"{found.Problem.Message} Left out of the training." })]);
    }

    private static void Throw(IReadOnlyList<(int Index, DataSetProblem Problem)> problems)
    {
        if (problems.Count == 0) return;
        DataSetProblem first = problems[0].Problem;
        string others = problems.Count == 1 ? "" : $" ({problems.Count - 1} further images cannot be read either.)";
        throw new DataSetException(first.File, first.Line, first.Message + others);
    }
}
