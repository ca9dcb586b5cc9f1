using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Annotated data sets as verbs read them: wherever their pictures lie, with all problems said.</summary>
internal static class AnnotatedData
{
    /// <summary>Reads a split and says what was left out, changed or is doubtful.</summary>
    public static AnnotatedDataSet Load(
        string data, string split, string? images = null, BoxPolicy boxes = BoxPolicy.Clip)
    {
        AnnotatedDataSet dataSet = Read(data, split, images, boxes);
        DataSetReport.Print(dataSet.Problems);
        return dataSet;
    }

    /// <summary>Reads a split in silence.</summary>
    public static AnnotatedDataSet Read(
        string data, string split, string? images = null, BoxPolicy boxes = BoxPolicy.Clip) =>
        AnnotatedDataSet.Load(data, split, images, boxes, outside: true);

    /// <summary>Refuses validation images that are training images, too.</summary>
    /// <exception cref="DataSetException">There are some.</exception>
    public static void RequireApart(string data, AnnotatedDataSet training, AnnotatedDataSet validation)
    {
        if (validation.Overlap(training) is not { Count: > 0 } both) return;
        throw new DataSetException(data, null,
            $"{both.Count} of {validation.Images.Count} validation images are training images, too, the first is "
            + $"'{both[0].Name}'; --hold-out 0.2 validates on a fifth that is not trained on, --allow-overlap takes "
            + "them as they are.");
    }
}
