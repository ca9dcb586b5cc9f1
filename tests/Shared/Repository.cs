namespace DetectionSdk.Tests;

/// <summary>The repository that the tests were built in, for those that read its documents and sources.</summary>
internal static class Repository
{
    private const string Mark = "DetectionSDK.sln";

    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Mark))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds {Mark}.");
    }
}
