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

    /// <summary>The jobs for Kubernetes, with the number of their last pod.</summary>
    [Theory]
    [InlineData("degrade-job.yaml")]
    [InlineData("degrade-end.yaml")]
    public void A_job_of_Kubernetes_is_understood(string file)
    {
        string text = File.ReadAllText(Repository.Path("examples", "kubernetes", file));
        string pods = Completions().Match(text) is { Success: true } found ? found.Groups[1].Value : "1";
        string command = Job().Match(text).Groups[1].Value
            .Replace("$((JOB_COMPLETION_INDEX + 1))", pods, StringComparison.Ordinal);
        Assert.NotEqual("", command);
        Assert.Empty(Program.CreateRoot().Parse(
            command.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).Errors);
        Assert.Equal(pods != "1", command.Contains($"--shard {pods}/{pods}", StringComparison.Ordinal));
    }

    [Fact]
    public void Commands_are_found() => Assert.True(Commands.Count > 20);

    // Alternatives in square brackets and placeholders such as "A|B" are for readers, not for the parser.
    private static IEnumerable<string> Pages() =>
        [Repository.Path("README.md"), .. Directory.GetFiles(Repository.Path("docs", "guides"), "*.md")];

    [GeneratedRegex(@"^    detsdk ([^\[\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"exec detsdk (.*?)\n          resources:", RegexOptions.Singleline)]
    private static partial Regex Job();

    [GeneratedRegex(@"completions: (\d+)")]
    private static partial Regex Completions();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();
}
