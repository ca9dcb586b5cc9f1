using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Data for verbs that can do without boxes: an annotated data set, or any folder of photographs.</summary>
internal static class PhotographData
{
    public static AnnotatedDataSet Load(string data, string split)
    {
        if (!Directory.Exists(data) || AnnotatedDataSet.IsAt(data)) return AnnotatedData.Load(data, split);
        if (Directory.Exists(Path.Combine(data, "labels")))
            throw new DataSetException(
                data, null,
                "the folder holds labels, but the data.yaml of a YOLO data set is missing; for photographs without "
                + "boxes, give the folder of the images.");
        return UnlabelledDataSet.Read(data);
    }
}
