namespace DetectionSdk.House.Tests.Documents;

/// <summary>Files of code with lines that are wider than 120 characters, and why.</summary>
internal static class WideFiles
{
    public static readonly string[] Paths = [];
}
