using System.Diagnostics;
using System.Globalization;

namespace DetectionSdk.Benchmarks;

/// <summary>Runs a benchmark in a new process, where nothing is loaded, compiled or allocated yet.</summary>
internal static class OwnProcess
{
    /// <summary>The one number that the benchmark prints.</summary>
    /// <param name="arguments">The benchmark's word and what follows it.</param>
    public static double Ask(params string[] arguments)
    {
        string host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? [Environment.GetCommandLineArgs()[0]]
            : [];
        ProcessStartInfo start = new(host, [.. program, .. arguments]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(
                $"The process '{string.Join(' ', arguments)}' ended with exit code {child.ExitCode}; expected 0.");
    }
}
