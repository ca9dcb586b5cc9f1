using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>Photographs without annotations, for what learns from pixels alone.</summary>
public static class UnlabelledDataSet
{
    /// <summary>
    /// Takes every image file in a folder and below it, by name, without classes and boxes. Files that cannot be read
    /// are reported as <see cref="AnnotatedDataSet.Problems"/> and left out.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataSetException">There is no such folder, or it holds no image that can be read.</exception>
    public static AnnotatedDataSet Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DataSetException(folder, null, "folder not found.");
        List<DataSetProblem> problems = [];
        AnnotatedImage[] images =
        [
            .. ImageFolder.List(folder).Select(file => TryRead(folder, file, problems)).OfType<AnnotatedImage>()
        ];
        if (images.Length == 0)
            throw new DataSetException(
                folder, null,
                problems.Count == 0 ? "the folder holds no image." : $"no image can be read; {problems[0]}");
        return new AnnotatedDataSet([], images) { Problems = problems };
    }

    private static AnnotatedImage? TryRead(string folder, string file, List<DataSetProblem> problems)
    {
        try
        {
            return new AnnotatedImage(
                Path.GetFullPath(file), DataSetFile.NameIn(folder, file), ImageHeader.Read(file).Size, []);
        }
        catch (Exception error) when (error is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new DataSetProblem(
                file, null, error.Message.Replace($"'{file}' ", "", StringComparison.Ordinal) + " Left out."));
            return null;
        }
    }
}
