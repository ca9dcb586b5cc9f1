using System.Text.RegularExpressions;
using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Documents;

/// <summary>
/// The C# of the documents is compiled: a block stands below <c>&lt;!-- snippet: Name --&gt;</c> and is the region of
/// that name in a file of Snippets.
/// </summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> Pages => [.. Document.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_snippet_is_code_that_compiles(string page)
    {
        Dictionary<string, string[]> regions = Regions();
        string[] lines = Document.Lines(page);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```csharp") continue;
            Match marker = Marker().Match(i > 0 ? lines[i - 1] : "");
            Assert.True(marker.Success, $"{page}:{i + 1}: a snippet without its marker.");
            string name = marker.Groups[1].Value;
            Assert.True(regions.ContainsKey(name), $"{page}:{i + 1}: no region {name} in tests/House.Tests/Snippets.");
            Assert.Equal(regions[name], lines[(i + 1)..].TakeWhile(line => line != "```"));
        }
    }

    [Fact]
    public void Every_region_is_shown_somewhere()
    {
        string all = string.Join('\n', Document.All.SelectMany(Document.Lines));
        Assert.All(Regions().Keys, name => Assert.Contains($"<!-- snippet: {name} -->", all, StringComparison.Ordinal));
    }

    /// <summary>The lines of every region, without the margin that they have in common.</summary>
    private static Dictionary<string, string[]> Regions()
    {
        Dictionary<string, string[]> regions = [];
        foreach (string file in Directory.GetFiles(Repository.Path("tests", "House.Tests", "Snippets"), "*.cs"))
        {
            string[] lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (!lines[i].TrimStart().StartsWith("#region ", StringComparison.Ordinal)) continue;
                string[] body = [.. lines[(i + 1)..].TakeWhile(line => line.Trim() != "#endregion")];
                regions.Add(lines[i].Trim()["#region ".Length..], Dedent(body));
            }
        }
        return regions;
    }

    private static string[] Dedent(string[] lines)
    {
        int margin = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return [.. lines.Select(line => line.Length == 0 ? line : line[margin..])];
    }

    [GeneratedRegex("^<!-- snippet: (\\w+) -->$")]
    private static partial Regex Marker();
}
