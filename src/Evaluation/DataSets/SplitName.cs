namespace DetectionSdk.Evaluation;

/// <summary>Names of splits, and the other names that tools give them.</summary>
internal static class SplitName
{
    private static readonly string[][] Synonyms =
        [["train", "training"], ["val", "valid", "validation"], ["test", "testing"]];

    /// <summary>All names that are usual.</summary>
    public static IEnumerable<string> Usual => Synonyms.SelectMany(names => names);

    /// <summary>The name that was asked for, and then its synonyms.</summary>
    public static IEnumerable<string> Of(string split) =>
        (Synonyms.FirstOrDefault(names => names.Contains(split)) ?? []).Prepend(split).Distinct();

    /// <summary>The words for a split that is not there.</summary>
    public static string Absent(string split, IEnumerable<string> known) =>
        $"has no split '{split}'; it has {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
}
