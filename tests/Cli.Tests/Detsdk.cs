using System.Diagnostics;

namespace DetectionSdk.Cli.Tests;

/// <summary>Runs the command as a shell would.</summary>
internal sealed record Detsdk(int ExitCode, string Output, string Error)
{
    public static Detsdk Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "detsdk.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Detsdk(process.ExitCode, output, error.Result);
    }

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
