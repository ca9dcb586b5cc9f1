using System.CommandLine;
using DetectionSdk.Studies;

namespace DetectionSdk.Cli;

/// <summary>
/// Shows the tables of a study: as Markdown at once, and on a page where one is asked for, which is there from the
/// first tables on.
/// </summary>
internal sealed class StudyOutput(ParseResult arguments)
{
    private readonly List<ReportTable> _tables = [];

    /// <summary>The option for the page.</summary>
    public static Option<string?> Page { get; } = new("--html")
    {
        Description = "Writes the tables as a page, too: one file.",
        HelpName = "PAGE",
    };

    /// <summary>Shows tables below those shown before.</summary>
    public void Show(params IReadOnlyList<ReportTable> tables)
    {
        foreach (ReportTable table in tables) table.WriteMarkdown(Console.Out);
        _tables.AddRange(tables);
        if (arguments.GetValue(Page) is { } path) StudyPage.Write(path, arguments, _tables);
    }
}
