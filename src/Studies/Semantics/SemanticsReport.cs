using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>Writes what features tell, as Markdown and as a table of components.</summary>
public static class SemanticsReport
{
    /// <summary>Writes a table with a row per source.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="rows">The sources.</param>
    public static void Write(TextWriter writer, IEnumerable<SemanticsRow> rows)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(rows);
        MarkdownTable.Write(
            writer,
            [
                "features", "numbers", "Calinski-Harabasz", "degradation, linear", "degradation, nearest",
                "picture, nearest"
            ],
            rows.Select(Cells));
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
