namespace DetectionSdk.Cli;

/// <summary>A table with a caption, whose first row and column are headings.</summary>
internal static class HtmlTable
{
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Headings of the columns, that of the row headings first.</param>
    /// <param name="rows">Heading and cells of each row.</param>
    public static Markup Of(
        string caption, IEnumerable<string> columns, IEnumerable<(string Heading, IEnumerable<Markup> Cells)> rows) =>
        Markup.Of(
            $"""
            <div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table>
            <caption>{caption}</caption>
            <thead><tr>{columns.Select(name => Markup.Of($"<th scope=\"col\">{name}</th>"))}</tr></thead>
            <tbody>{rows.Select(row => Markup.Of(
                $"<tr><th scope=\"row\">{row.Heading}</th>{row.Cells.Select(Cell)}</tr>\n"))}</tbody>
            </table></div>

            """);

    /// <summary>A share as a number; a dash for -1, which stands for none.</summary>
    public static Markup Share(double share) => Markup.Of($"{ScoreReport.Text(share)}");

    private static Markup Cell(Markup content) => Markup.Of($"<td>{content}</td>");
}
