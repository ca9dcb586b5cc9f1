using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

public sealed class HelpPageTests
{
    private static readonly string Page = Repository.Path("docs", "cli.md");

    [Fact]
    public void The_page_is_the_commands_help() => Assert.Equal(HelpPage.Render(), File.ReadAllText(Page));

    /// <summary>Run after changing a verb: <c>build/cli-docs.sh</c>.</summary>
    [Fact(Explicit = true)]
    public void Write_the_page() => File.WriteAllText(Page, HelpPage.Render());
}
