using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>What a <see cref="FeedbackStudy"/> found, as a table.</summary>
public static class FeedbackReport
{
    /// <summary>A table with a row per step; "-" where no picture has an instance.</summary>
    public static ReportTable Of(IEnumerable<FeedbackRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new ReportTable(
            "How good every step is: PSNR of luma, in dB", ["step", "PSNR", "near borders", "inside", "outside"],
            [
                .. rows.Select(row => (string[])
                [
                    row.Step == 0 ? "bicubic" : row.Step.ToString(CultureInfo.InvariantCulture), Text(row.Psnr),
                    Text(row.NearBorders), Text(row.Inside), Text(row.Outside),
                ]),
            ]);
    }

    private static string Text(double decibels) =>
        double.IsNaN(decibels) ? "-" : decibels.ToString("0.000", CultureInfo.InvariantCulture);
}
