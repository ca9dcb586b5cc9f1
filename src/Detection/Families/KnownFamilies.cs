namespace DetectionSdk.Families;

/// <summary>The families that come with the SDK, and the choice between them.</summary>
internal static class KnownFamilies
{
    private static readonly DetectorFamily[] All =
    [
        new UltralyticsFamily(),
        new YoloxFamily(),
    ];

    /// <exception cref="ModelFormatException">None fits, or several do.</exception>
    public static DetectorFamily Choose(string path, ModelSignature model)
    {
        DetectorFamily[] fitting = [.. All.Where(family => family.Matches(model))];
        return fitting switch
        {
            [DetectorFamily family] => family,
            [] => throw new ModelFormatException(
                $"'{path}' is of no detector family that the SDK knows ({Names(All, ", ")}): {model}. "
                + "DetectorOptions.Family takes a family of your own."),
            _ => throw new ModelFormatException(
                $"'{path}' may be of the family {Names(fitting, " or ")}: {model}. DetectorOptions.Family decides."),
        };
    }

    private static string Names(IEnumerable<DetectorFamily> families, string separator) =>
        string.Join(separator, families.Select(family => family.Name));
}
