using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Data for verbs that can do without boxes: an annotated data set, or any folder of photographs.</summary>
internal static class PhotographData
{
    public static AnnotatedDataSet Load(string data, string split)
    {
        if (IsAnnotated(data)) return AnnotatedDataSet.Load(data, split);
        if (Directory.Exists(Path.Combine(data, "labels")))
            throw new DataSetException(
                data, null,
                "the folder holds labels, but the data.yaml of a YOLO data set is missing; for photographs without "
                + "boxes, give the folder of the images.");
        return UnlabelledDataSet.Read(data);
    }

    /// <summary>
    /// Whether there is anything that could be annotations; a damaged data set is then reported as such.
    /// </summary>
    private static bool IsAnnotated(string data) =>
        !Directory.Exists(data)
            || File.Exists(Path.Combine(data, "data.yaml"))
            || Directory.EnumerateFiles(data, "*.xml").Any()
        || Directory.Exists(Path.Combine(data, "annotations")) || Directory.Exists(Path.Combine(data, "Annotations"));
}
