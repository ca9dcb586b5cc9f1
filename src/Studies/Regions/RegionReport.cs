using System.Globalization;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Studies;

/// <summary>What a <see cref="RegionStudy"/> found, as tables.</summary>
public static class RegionReport
{
    /// <summary>What every arm gives back, and the band errors by class; "-" for what no picture shows.</summary>
    /// <param name="rows">A row per arm.</param>
    /// <param name="pictures">What was measured on.</param>
    public static IReadOnlyList<ReportTable> Of(IReadOnlyList<RegionRow> rows, AnnotatedDataSet pictures)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(pictures);
        return
        [
            new ReportTable(
                $"What comes back by region, {pictures.Images.Count} pictures",
                [
                    "arm", "networks", "PSNR, dB", "band error, %", "edge error, 1/1000", "texture error, %",
                    "objects, dB",
                ],
                [.. rows.Select(Cells)]),
            new ReportTable(
                "Band error by class, in percent", ["arm", "mean of the classes", .. pictures.ClassNames],
                [.. rows.Select(row => (string[])
                    [row.Arm, Text(row.ClassMean, 100, 2), .. row.Classes.Select(one => Text(one, 100, 1))])]),
        ];
    }

    private static string[] Cells(RegionRow row) =>
    [
        row.Arm, row.Seeds.ToString(CultureInfo.InvariantCulture), Text(row.Psnr, 1, 2), Text(row.BandError, 100, 2),
        Text(row.EdgeError, 1000, 2), Text(row.TextureError, 100, 2), Text(row.ObjectPsnr, 1, 2),
    ];

    private static string Text((double Mean, double Deviation) value, double unit, int digits) =>
        double.IsNaN(value.Deviation)
            ? Number(unit * value.Mean, digits)
            : $"{Number(unit * value.Mean, digits)} ± {Number(unit * value.Deviation, digits)}";

    private static string Number(double value, int digits) =>
        double.IsNaN(value) ? "-" : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
