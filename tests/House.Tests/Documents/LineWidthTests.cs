using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Documents;

/// <summary>Lines hold at most 120 characters, in code and in documents, as .editorconfig says.</summary>
public sealed class LineWidthTests
{
    private const int Width = 120;

    [Fact]
    public void No_line_of_code_is_wider()
    {
        IEnumerable<string> files = new[] { "src", "tests", "examples", "benchmarks", "build" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Repository.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));
        Assert.Empty(files.SelectMany(file => Wide(file, _ => true)));
    }

    [Fact]
    public void No_line_of_the_readme_is_wider() => Assert.Empty(Wide("README.md", _ => true));

    [Fact]
    public void The_readme_is_read_in_one_go() => Assert.InRange(Document.Lines("README.md").Length, 50, 110);

    // A row of a table cannot be broken.
    [Fact]
    public void No_line_of_the_other_pages_is_wider() =>
        Assert.Empty(Document.All.SelectMany(page => Wide(page, line => !line.StartsWith('|'))));

    private static IEnumerable<string> Wide(string file, Func<string, bool> counts) =>
        Document.Lines(file).Select((line, index) => (Text: line, Number: index + 1))
            .Where(line => line.Text.Length > Width && counts(line.Text))
            .Select(line => $"{file}:{line.Number} has {line.Text.Length} characters");
}
