namespace DetectionSdk.Training;

/// <summary>
/// Packages that are too large to come along with a tool that seldom trains: NuGet fetches them once, and they are used
/// where it keeps them.
/// </summary>
internal static class FetchedPackages
{
    /// <summary>NuGet's folder of this user.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Where a file of a package lies once it is fetched.</summary>
    public static string PathOf(string package, string version, params string[] parts) =>
        Path.GetFullPath(Path.Combine([Folder, package.ToLowerInvariant(), version, .. parts]));

    /// <summary>The command that fetches a package.</summary>
    public static string CommandFor(string package, string version) =>
        $"dotnet package download {package}@{version} --output {Folder}";
}
