namespace DetectionSdk.Tests;

/// <summary>
/// Real photographs, metric oracles and models that are not part of the product. They lie in the folder that the
/// environment variable <c>DETECTIONSDK_DATA</c> names (its sibling <c>models</c> holds models); a test that asks
/// for a path that is absent is skipped with that reason.
/// </summary>
internal static class SharedData
{
    public static string Path(params string[] parts) => Require(Root, parts);

    public static string Model(string name) => Require(System.IO.Path.Combine(Root, "..", "models"), name);

    private static string Root
    {
        get
        {
            string? root = Environment.GetEnvironmentVariable("DETECTIONSDK_DATA");
            Assert.SkipWhen(
                string.IsNullOrEmpty(root), "DETECTIONSDK_DATA is not set: this test needs the shared data set.");
            return root!;
        }
    }

    private static string Require(string root, params string[] parts)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine([root, .. parts]));
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"'{path}' is absent: this test needs it.");
        return path;
    }
}
