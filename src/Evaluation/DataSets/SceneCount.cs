using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Whether photographs are of many kinds, or all of one scene, as those of a single camera are.</summary>
public static class SceneCount
{
    private const int Sampled = 100;

    /// <summary>
    /// Counts scenes in up to 100 photographs, taken at even distances: two are of one scene where their small grey
    /// copies correlate by 0.9 or more.
    /// </summary>
    /// <param name="photographs">The photographs; files are read.</param>
    /// <returns>The number of scenes, and of photographs that could be looked at.</returns>
    public static (int Scenes, int Photographs) Of(AnnotatedDataSet photographs)
    {
        ArgumentNullException.ThrowIfNull(photographs);
        int sampled = Math.Min(Sampled, photographs.Images.Count), count = 0;
        List<PictureSketch> scenes = [];
        for (int i = 0; i < sampled; i++)
        {
            if (TrySketch(photographs.Images[(int)((long)i * photographs.Images.Count / sampled)]) is not { } sketch)
                continue;
            count++;
            if (!scenes.Exists(sketch.ShowsSceneOf)) scenes.Add(sketch);
        }
        return (scenes.Count, count);
    }

    /// <summary>
    /// A warning where ten photographs or more share each scene on average: a detector that learns from them forgets
    /// all else. Null otherwise, and for a single photograph.
    /// </summary>
    /// <param name="photographs">The photographs; files are read.</param>
    public static string? Warning(AnnotatedDataSet photographs)
    {
        (int scenes, int count) = Of(photographs);
        if (count < 2 || scenes > Math.Max(1, count / 10)) return null;
        return $"{count} of the photographs were looked at and show {scenes} scene{(scenes == 1 ? "" : "s")}; what "
            + "photographs do not show is forgotten. Add some of other kinds.";
    }

    // Whoever uses the photographs says what is wrong with a file.
    private static PictureSketch? TrySketch(AnnotatedImage photograph)
    {
        try
        {
            using Mat picture = photograph.Read();
            return PictureSketch.Of(picture);
        }
        catch (DataSetException)
        {
            return null;
        }
    }
}
