namespace DetectionSdk.Studies;

/// <summary>A table of a study, as text: documents quote it, and pages show it.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Heads">Heads of the columns; the first is that of the heads of the rows.</param>
/// <param name="Rows">Cells of the rows, as many as there are columns.</param>
public sealed record ReportTable(
    string Caption, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Writes it as Markdown, below its caption.</summary>
    public void WriteMarkdown(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine($"\n{Caption}\n");
        MarkdownTable.Write(writer, Heads, Rows);
    }
}
