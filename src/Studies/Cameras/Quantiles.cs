namespace DetectionSdk.Studies;

/// <summary>Quantiles that are values of the sample: the one at or below the place.</summary>
internal static class Quantiles
{
    public static T Of<T>(IReadOnlyCollection<T> values, double share) =>
        values.Order().ElementAt((int)(share * (values.Count - 1)));
}
