using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>What a <see cref="MapEditStudy"/> found, as a table.</summary>
public static class MapEditReport
{
    /// <summary>A table with a row per distance.</summary>
    public static ReportTable Of(IEnumerable<MapEditRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new ReportTable(
            "How far the output changes around the edited part of the map, in grey levels",
            ["output pixels from the edited part", "mean change", "largest"],
            [.. rows.Select(row => (string[])[Describe(row), Text(row.Change, "0.000"), Text(row.Largest, "0")])]);
    }

    private static string Describe(MapEditRow row) => row switch
    {
        { From: 0 } => "inside",
        { To: { } end } => $"{row.From} to {end}",
        _ => $"{row.From} and more",
    };

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
