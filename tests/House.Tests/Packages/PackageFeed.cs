using System.Diagnostics;
using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Packages;

/// <summary>
/// All packages of the repository, as they were built, in a folder that programs made here install from.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    /// <summary>Of the packages, so that none is taken for one of a release.</summary>
    public const string Version = "9.9.9-test";

    private readonly TemporaryFolder _folder = new();

    public PackageFeed()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        Dotnet(
            "pack", Repository.Path("packages", "Packages.slnf"), "-c", configuration, "--no-build", "--no-restore",
            "-o", Feed, $"-p:MinVerVersionOverride={Version}");
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="feed" value="feed" /></packageSources>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="user" value="{packages}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public string Feed => _folder.File("feed");

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();

    /// <summary>A new project of a template, which references packages of the feed and runs a program.</summary>
    /// <returns>Its folder.</returns>
    public string Create(string template, string name, string program, params string[] packages)
    {
        Dotnet("new", template, "-n", name, "--no-restore");
        string project = _folder.File(name);
        _folder.Write($"{name}/Program.cs", program);
        foreach (string package in packages)
            Dotnet("add", project, "package", package, "--version", Version, "--no-restore");
        return project;
    }

    /// <summary>Runs <c>dotnet</c> to a good end.</summary>
    public string Dotnet(params string[] arguments)
    {
        (int code, string output, string error) = Run(Folder, "dotnet", arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)}: {output} {error}");
        return output;
    }

    public static (int Code, string Output, string Error) Run(string folder, string program, params string[] arguments)
    {
        using Process process = Start(folder, program, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public static Process Start(string folder, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the run of the tests sets for its own build is no business of a stranger's.
        foreach (string inherited in start.Environment.Keys.Where(IsOfTheBuild).ToList())
            start.Environment.Remove(inherited);
        return Process.Start(start)!;
    }

    private static bool IsOfTheBuild(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || variable == "DOTNET_HOST_PATH";
}
