using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>What features tell, as text, and their components as a file.</summary>
public static class SemanticsReport
{
    /// <summary>A table with a row per source.</summary>
    public static ReportTable Of(IEnumerable<SemanticsRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new ReportTable(
            "Whether features tell degradations and pictures apart: probes that are right, in percent",
            [
                "features", "numbers", "Calinski-Harabasz", "degradation, linear", "degradation, nearest",
                "picture, nearest"
            ],
            [.. rows.Select(Cells)]);
    }

    /// <summary>Writes the components of every sample as CSV, for a picture of them; whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteComponents(string path, DegradationSemantics samples, IEnumerable<SemanticsRow> rows)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(rows);
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            foreach (SemanticsRow row in rows)
                for (int i = 0; i < row.Components.Count; i++)
                    writer.WriteLine(
                        $"{row.Source},{samples.ClassNames[samples.Classes[i]]},{samples.Pictures[i]},"
                        + string.Join(',', row.Components[i].Select(value => Text(value, "R"))));
        });
    }

    private static string[] Cells(SemanticsRow row) =>
    [
        row.Source, Text(row.Dimensions, "0"), Text(row.Separation, "0.0"), Percent(row.DegradationLinear),
        Percent(row.DegradationNearest), Percent(row.ContentNearest)
    ];

    private static string Percent(double share) => Text(100 * share, "0.0");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
