using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace DetectionSdk.Cli.Tests;

/// <summary>The page docs/cli.md: what every verb says with <c>--help</c>, in the order of the command.</summary>
internal static class HelpPage
{
    private const int Width = 100;

    private const string Head =
        """
        # The command detsdk

        Written by `build/cli-docs.sh` from the command's own help; a test compares the two. `detsdk` stands for
        `dotnet run -c Release --project src/Cli --` in a clone, or for `dotnet src/Cli/bin/Release/net10.0/detsdk.dll`
        once that is built.

        Exit codes: 0, done; 1, something failed and was reported on stderr, a line each; 2, wrong use, nothing done.
        Results go to stdout, everything else to stderr; `-` as a JSON file is stdout. Ctrl-C stops a verb;
        a training saves its state first.

        """;

    public static string Render()
    {
        StringBuilder page = new(Head);
        RootCommand root = Program.CreateRoot();
        foreach (string verb in root.Subcommands.SelectMany(Verbs)) page.Append('\n').Append(Section(root, verb));
        return page.ToString();
    }

    private static IEnumerable<string> Verbs(Command command) =>
        command.Subcommands.Count == 0
            ? [command.Name]
            : command.Subcommands.SelectMany(Verbs).Select(verb => $"{command.Name} {verb}");

    private static string Section(RootCommand root, string verb)
    {
        ParseResult help = root.Parse([.. verb.Split(' '), "--help"]);
        ((HelpAction)help.Action!).MaxWidth = Width;
        using StringWriter text = new();
        help.Invoke(new InvocationConfiguration { Output = text });
        IEnumerable<string> lines = text.ToString().Split('\n').Select(line => line.TrimEnd());
        string body = string.Join('\n', lines).Trim()
            .Replace("DetectionSdk.Cli.Tests", "detsdk", StringComparison.Ordinal);
        return $"## {verb}\n\n```text\n{body}\n```\n";
    }
}
