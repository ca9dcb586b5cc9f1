using System.Diagnostics;

namespace DetectionSdk.Tests;

/// <summary>The ffmpeg on PATH, which makes the clips of tests.</summary>
internal static class FfmpegTool
{
    /// <summary>The full path of ffmpeg; skips the test where there is none.</summary>
    public static string Require()
    {
        string? found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "ffmpeg")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, "ffmpeg is absent: this test needs it (apt-get install ffmpeg).");
        return found!;
    }

    /// <summary>Runs ffmpeg with a command line in which no argument holds a space.</summary>
    public static void Run(string arguments, params string[] paths)
    {
        string[] all = [.. $"-v error -nostdin -y {arguments}".Split(' ').Select(a => Place(a, paths))];
        using Process process = Process.Start(
            new ProcessStartInfo(Require(), all) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    // {0}, {1}, ... are paths, which may hold spaces.
    private static string Place(string argument, string[] paths) =>
        argument is ['{', >= '0' and <= '9', '}'] ? paths[argument[1] - '0'] : argument;
}
