using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Models that say what pictures show, of the options <c>--maps</c>.</summary>
internal static class MapModels
{
    /// <summary>Opens a segmenter, or a detector, whose boxes are filled.</summary>
    public static LabelMapSource Load(string path) => Segmenter.IsSegmenter(path)
        ? new FoundSegments(Segmenter.Load(path))
        : new FoundBoxes(Detector.Load(path));
}
