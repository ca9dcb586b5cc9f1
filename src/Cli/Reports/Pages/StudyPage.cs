using System.CommandLine;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli;

/// <summary>The tables of a study, and the command that made them.</summary>
internal static class StudyPage
{
    /// <param name="path">The file.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="tables">The tables.</param>
    public static void Write(string path, ParseResult arguments, IEnumerable<ReportTable> tables) => HtmlPage.Write(
        path, $"Study of {arguments.CommandResult.Command.Name}",
        [("What was run", Command(arguments)), ("Tables", Markup.Of($"{tables.Select(Table)}"))]);

    private static Markup Command(ParseResult arguments) => Markup.Of(
        $"""
        <p>{arguments.CommandResult.Command.Description?.Split('\n')[0]}</p>
        <p><code>detsdk {string.Join(' ', arguments.Tokens.Select(token => Quote(token.Value)))}</code></p>
        """);

    private static Markup Table(ReportTable table) => HtmlTable.Of(
        table.Caption, table.Heads,
        table.Rows.Select(row => (row[0], row.Skip(1).Select(cell => Markup.Of($"{cell}")))));

    // As a shell takes it back.
    private static string Quote(string token) =>
        token.Length > 0 && token.All(letter => char.IsLetterOrDigit(letter) || "-_./=:,+@%".Contains(letter))
            ? token
            : $"'{token.Replace("'", "'\\''")}'";
}
