using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>Writes what numbers of a picture tell a gate, as Markdown.</summary>
public static class GateFeatureReport
{
    /// <summary>Writes a table with a row per number.</summary>
    public static void Write(TextWriter writer, GateFeatureStudy study)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(study);
        (int more, int less) = study.Counts;
        MarkdownTable.Write(
            writer, ["number", $"pays ({more} against {less})", "degraded"],
            study.Rows().Select(row => (string[])[row.Feature, Cell(row.Pays), Cell(row.Degraded)]));
    }

    private static string Cell(BootstrapEstimate area) => string.Create(
        CultureInfo.InvariantCulture, $"{area.Value:0.00} [{area.Lower:0.00}, {area.Upper:0.00}]");
}
