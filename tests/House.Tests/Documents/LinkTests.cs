using System.Text.RegularExpressions;
using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Documents;

public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Document.All, "docs/cli.md", "models/README.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_within_the_repository_leads_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Repository.Path(page))!;
        IEnumerable<string> broken = Link().Matches(File.ReadAllText(Repository.Path(page)))
            .Select(match => match.Groups[1].Value)
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));
        Assert.Empty(broken);
    }

    /// <summary>
    /// Paths in back quotes that begin with a folder of the repository: they are places to look at, so they exist.
    /// </summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_that_is_pointed_at_exists(string page)
    {
        IEnumerable<string> absent = Place().Matches(File.ReadAllText(Repository.Path(page)))
            .Select(match => match.Groups[1].Value).Where(place => !Path.Exists(Repository.Path(place)));
        Assert.Empty(absent);
    }

    [GeneratedRegex(@"\]\(([^)#\s]*)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`((?:src|tests|examples|build|docs|models|benchmarks)/[\\w./-]*)`")]
    private static partial Regex Place();
}
