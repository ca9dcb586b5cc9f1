namespace DetectionSdk.Studies;

/// <summary>Writes a table as the documents hold it.</summary>
internal static class MarkdownTable
{
    public static void Write(TextWriter writer, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        WriteRow(writer, heads);
        writer.WriteLine($"|{string.Concat(heads.Select(_ => "---|"))}");
        foreach (IReadOnlyList<string> row in rows) WriteRow(writer, row);
    }

    private static void WriteRow(TextWriter writer, IReadOnlyList<string> cells) =>
        writer.WriteLine($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|")))} |");
}
