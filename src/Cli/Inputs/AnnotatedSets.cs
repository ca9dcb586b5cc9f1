using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Several data sets as one.</summary>
internal static class AnnotatedSets
{
    /// <summary>Reads one, whose images are called by its name, too.</summary>
    public static AnnotatedDataSet Load(string path, string split)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        AnnotatedDataSet set = AnnotatedData.Load(path, split).RequireBoxes(path);
        return set with { Images = [.. set.Images.Select(image => image with { Name = $"{name}/{image.Name}" })] };
    }

    /// <summary>All images; classes of one name are one.</summary>
    public static AnnotatedDataSet Join(IReadOnlyList<AnnotatedDataSet> sets)
    {
        List<string> names = [.. sets.SelectMany(set => set.ClassNames).Distinct()];
        return new AnnotatedDataSet(names, [.. sets.SelectMany(set => set.Images.Select(image => Rename(image, set)))])
        {
            Problems = [.. sets.SelectMany(set => set.Problems)],
        };

        AnnotatedImage Rename(AnnotatedImage image, AnnotatedDataSet set) => image with
        {
            Annotations =
            [
                .. image.Annotations.Select(one => one with { ClassId = names.IndexOf(set.ClassNames[one.ClassId]) }),
            ],
        };
    }
}
