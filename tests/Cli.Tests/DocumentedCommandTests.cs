using System.CommandLine;
using System.Text.RegularExpressions;
using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

/// <summary>Every command that a document shows is one that this command line understands.</summary>
public sealed partial class DocumentedCommandTests
{
    public static TheoryData<string, string> Commands
    {
        get
        {
            TheoryData<string, string> commands = [];
            foreach (string page in Pages())
                foreach (Match match in Shown().Matches(File.ReadAllText(page)))
                    commands.Add(
                        Path.GetRelativePath(Repository.Root, page), match.Groups[1].Value.Split(" #")[0].Trim());
            return commands;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void It_is_understood(string page, string command)
    {
        RootCommand root = Program.CreateRoot();
        string[] arguments = [.. Words().Matches(command).Select(word => word.Value.Trim('\''))];
        Assert.True(root.Parse(arguments).Errors.Count == 0, $"{page}: detsdk {command}");
    }

    [Fact]
    public void Commands_are_found() => Assert.True(Commands.Count > 20);

    // Alternatives in square brackets and placeholders such as "A|B" are for readers, not for the parser.
    private static IEnumerable<string> Pages() =>
        [Repository.Path("README.md"), .. Directory.GetFiles(Repository.Path("docs", "guides"), "*.md")];

    [GeneratedRegex(@"^    detsdk ([^\[\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();
}
