using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Models that say what pictures show, of the options <c>--maps</c>.</summary>
internal static class MapModels
{
    /// <summary>Opens a segmenter, or a detector, whose boxes are filled.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is neither.</exception>
    public static LabelMapSource Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"'{path}' does not exist; expected a folder of label maps, a segmenter or a detector.", path);
        return Segmenter.IsSegmenter(path)
            ? new FoundSegments(Segmenter.Load(path))
            : new FoundBoxes(Detector.Load(path));
    }
}
