using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Documents;

/// <summary>A page of the documentation, by its path in the repository.</summary>
internal static class Document
{
    /// <summary>The pages that are held to compiled snippets, to whole links and to the width of lines.</summary>
    public static IEnumerable<string> All =>
    [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md",
        .. Directory.GetFiles(Repository.Path("docs", "guides"), "*.md")
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string[] Lines(string page) => File.ReadAllLines(Repository.Path(page));

    /// <summary>The code of a page below its marker <c>&lt;!-- snippet: Name --&gt;</c>.</summary>
    public static string Snippet(string page, string name) => string.Join(
        '\n',
        Lines(page).SkipWhile(line => line != $"<!-- snippet: {name} -->").Skip(2).TakeWhile(line => line != "```"));
}
