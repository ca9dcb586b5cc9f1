using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>Writes the tables of a <see cref="RegionStudy"/> as Markdown.</summary>
public static class RegionReport
{
    /// <summary>Writes what every arm gives back, and the band errors by class.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<RegionRow> rows, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(classNames);
        writer.WriteLine("| arm | networks | PSNR, dB | band error, % | edge error, 1/1000 | texture error, % | "
            + "objects, dB |");
        writer.WriteLine("|---|---|---|---|---|---|---|");
        foreach (RegionRow row in rows)
            writer.WriteLine(
                $"| {row.Arm} | {row.Seeds} | {Text(row.Psnr, 1, 2)} | {Text(row.BandError, 100, 2)} | "
                + $"{Text(row.EdgeError, 1000, 2)} | {Text(row.TextureError, 100, 2)} | "
                + $"{Text(row.ObjectPsnr, 1, 2)} |");
        writer.WriteLine();
        writer.WriteLine($"| band error, % | {string.Join(" | ", classNames)} |");
        writer.WriteLine($"|---|{string.Concat(classNames.Select(_ => "---|"))}");
        foreach (RegionRow row in rows)
            writer.WriteLine($"| {row.Arm} | {string.Join(" | ", row.Classes.Select(one => Text(one, 100, 1)))} |");
    }

    private static string Text((double Mean, double Deviation) value, double unit, int digits) =>
        double.IsNaN(value.Deviation)
            ? Number(unit * value.Mean, digits)
            : $"{Number(unit * value.Mean, digits)} ± {Number(unit * value.Deviation, digits)}";

    private static string Number(double value, int digits) =>
        value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
