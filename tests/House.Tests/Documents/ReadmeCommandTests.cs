using System.Diagnostics;
using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Documents;

/// <summary>The commands of the README run as a stranger would run them, in their order, with fewer steps.</summary>
public sealed class ReadmeCommandTests : IDisposable
{
    private static readonly (string Written, string Run)[] Shorter =
    [
        ("scenes:300", "scenes:20"), ("scenes-300-", "scenes-20-"), ("--steps 500", "--steps 4 --batch 2 --threads 1"),
    ];

    private readonly TemporaryFolder _folder = new();

    public ReadmeCommandTests()
    {
        Directory.CreateDirectory(_folder.File("docs/images"));
        File.Copy(Repository.Path("docs", "images", "highway.png"), _folder.File("docs/images/highway.png"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void The_four_verbs_run_and_leave_what_the_readme_says()
    {
        string[] commands =
            [.. Commands("detsdk ").Where(command => !command.Contains("STREET", StringComparison.Ordinal))];
        Assert.Equal(["detect", "degrade", "train", "evaluate"], commands.Select(command => command.Split(' ')[1]));
        string detsdk = Path.Combine(AppContext.BaseDirectory, "detsdk.dll");
        foreach (string command in commands) Run("dotnet", [detsdk, .. Shorten(command).Split(' ')[1..]]);

        string[] left = ["found/highway.png", "found/found.json", "poor/highway.png", "runs/scenes/best.onnx"];
        Assert.All(left, file => Assert.True(File.Exists(_folder.File(file)), file));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_first_command_finds_cars_in_the_frame_that_lies_here()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "detect.sh is for Debian and Ubuntu.");
        Assert.Contains("./detect.sh", string.Join('\n', Document.Lines("README.md")), StringComparison.Ordinal);
        string output = Run("bash", [Repository.Path("detect.sh")]);
        Assert.Contains("car 0.", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("highway-found.png")));
    }

    [Fact]
    public void Every_program_that_is_started_is_a_project()
    {
        IEnumerable<string> projects = Document.All.SelectMany(Document.Lines)
            .SelectMany(line => line.Split("--project ")[1..]).Select(rest => rest.Split(' ', '`', '\'')[0]);
        Assert.All(projects.Where(p => p != "tests/$1.Tests"), p => Assert.True(Path.Exists(Repository.Path(p)), p));
    }

    private static IEnumerable<string> Commands(string program) =>
        Document.Lines("README.md").Where(line => line.StartsWith("    " + program, StringComparison.Ordinal))
            .Select(line => line.Split('#')[0].Trim());

    private static string Shorten(string command) =>
        Shorter.Aggregate(command, (text, part) => text.Replace(part.Written, part.Run, StringComparison.Ordinal));

    private string Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output} {error.Result}");
        return output;
    }
}
