using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>What numbers of a picture tell a gate, as text.</summary>
public static class GateFeatureReport
{
    /// <summary>A table with a row per number.</summary>
    public static ReportTable Of(GateFeatureStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        (int more, int less) = study.Counts;
        return new ReportTable(
            "Area under the ROC, with 95 % intervals: whether the front-end pays, whether the picture is degraded",
            ["number", $"pays ({more} against {less})", "degraded"],
            [.. study.Rows().Select(row => (string[])[row.Feature, Cell(row.Pays), Cell(row.Degraded)])]);
    }

    private static string Cell(BootstrapEstimate area) => string.Create(
        CultureInfo.InvariantCulture, $"{area.Value:0.00} [{area.Lower:0.00}, {area.Upper:0.00}]");
}
