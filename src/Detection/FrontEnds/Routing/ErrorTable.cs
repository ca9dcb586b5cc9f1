using System.Globalization;

namespace DetectionSdk;

/// <summary>
/// What error each part of a bundle is to be expected to leave of tiles that show a cue; in between rows it is
/// interpolated. Immutable.
/// </summary>
internal sealed class ErrorTable
{
    /// <param name="name">What the cues are, for messages.</param>
    /// <param name="cues">The cue of each row, rising; at least one.</param>
    /// <param name="errors">For each of them the squared error of each part.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, the cues do not rise, or rows differ in length or hold no numbers.
    /// </exception>
    public ErrorTable(string name, IReadOnlyList<double> cues, IReadOnlyList<IReadOnlyList<double>> errors)
    {
        ArgumentNullException.ThrowIfNull(cues);
        ArgumentNullException.ThrowIfNull(errors);
        if (cues.Count == 0 || !cues.All(double.IsFinite) || cues.Zip(cues.Skip(1)).Any(Falls))
            throw new ArgumentException(
                $"The {name} are [{Text(cues)}]; expected at least one, rising.", nameof(cues));
        if (errors.Count != cues.Count
            || errors.Any(row => row.Count != errors[0].Count || row.Count == 0 || !row.All(double.IsFinite)))
            throw new ArgumentException(
                $"The errors are of {errors.Count} rows with "
                + $"{Text(errors.Select(row => (double)row.Count).Distinct())} "
                + $"numbers; expected {cues.Count}, each with one number per part.", nameof(errors));
        Cues = [.. cues];
        Errors = [.. errors.Select(row => row.ToArray())];
    }

    /// <summary>Cue of each row, rising.</summary>
    public IReadOnlyList<double> Cues { get; }

    /// <summary>Expected squared error by row and part.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Errors { get; }

    /// <summary>The negative error of each part for a cue; beyond the first and the last row theirs.</summary>
    public double[] ScoreOf(double cue)
    {
        int above = Cues.Count(row => row <= cue);
        if (above == 0 || above == Cues.Count)
            return [.. Errors[Math.Max(0, above - 1)].Select(error => -error)];
        double share = (cue - Cues[above - 1]) / (Cues[above] - Cues[above - 1]);
        return [.. Errors[above - 1].Zip(Errors[above], (low, high) => -(low + share * (high - low)))];
    }

    private static string Text(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static bool Falls((double Before, double After) pair) => pair.After <= pair.Before;
}
