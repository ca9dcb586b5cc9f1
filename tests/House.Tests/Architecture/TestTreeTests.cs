using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Architecture;

/// <summary>Tests lie where their sources lie: tests/X.Tests/Folder/YTests.cs tests what src/X/Folder holds.</summary>
public sealed class TestTreeTests
{
    /// <summary>Tests without such a folder, with the place of what they test.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["Detection.Tests/Files/AtomicFileTests.cs"] = "src/Shared, which several libraries compile in",
        ["Training.Tests/Shared/SubtractiveRandomTests.cs"] = "src/Shared, which several libraries compile in",
    };

    /// <summary>Tests of all of it together.</summary>
    private static readonly string[] Overall = ["House", "Extensions", "Reliability"];

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Repository.Path("tests"), "*.Tests")
            .Select(folder => Path.GetFileName(folder)![..^".Tests".Length]).Except(Overall)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_test_lies_in_the_folder_of_its_source(string project)
    {
        string tests = Repository.Path("tests");
        string source = new[] { Repository.Path("src", project), Repository.Path("examples", project) }
            .First(Directory.Exists);
        IEnumerable<string> lost = Directory
            .EnumerateFiles(Path.Combine(tests, $"{project}.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tests, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !Elsewhere.ContainsKey(file))
            .Where(file => !Directory.Exists(Path.Combine(source, FolderOf(file))));
        Assert.Empty(lost);
    }

    // Detection.Tests/Models/ModelReaderTests.cs -> Models
    private static string FolderOf(string test) => Path.GetDirectoryName(test[(test.IndexOf('/') + 1)..])!;
}
