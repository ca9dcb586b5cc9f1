using System.Diagnostics;
using System.Globalization;

namespace DetectionSdk.Cli.Tests;

/// <summary>Runs the command as a shell would.</summary>
internal sealed record Detsdk(int ExitCode, string Output, string Error)
{
    public static Detsdk Run(params string[] arguments)
    {
        using Process process = Start("dotnet", [Library, .. arguments]);
        return Finish(process);
    }

    /// <summary>
    /// The same until a line of the output begins as given; then sends a signal, and waits for the end. On Linux.
    /// </summary>
    public static Detsdk RunUntil(string line, string signal, params string[] arguments)
    {
        using Process process = StartStoppable(arguments);
        string? read;
        do read = process.StandardOutput.ReadLine();
        while (read is not null && !read.StartsWith(line, StringComparison.Ordinal));
        Send(signal, process);
        return Finish(process);
    }

    /// <summary>The same until a file exists; then presses Ctrl-C, and waits for the end. On Linux.</summary>
    public static Detsdk RunUntilThereIs(string file, params string[] arguments) =>
        RunUntil(() => File.Exists(file), "INT", arguments);

    /// <summary>The same until something is so; then sends a signal, and waits for the end. On Linux.</summary>
    public static Detsdk RunUntil(Func<bool> isSo, string signal, params string[] arguments)
    {
        using Process process = StartStoppable(arguments);
        SpinWait.SpinUntil(() => process.HasExited || isSo(), TimeSpan.FromMinutes(2));
        Send(signal, process);
        return Finish(process);
    }

    /// <summary>Runs the command with a folder of programs before all others. On Linux.</summary>
    public static Detsdk RunWithPrograms(string folder, params string[] arguments)
    {
        string path = $"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Start("env", [path, "dotnet", Library, .. arguments]);
        return Finish(process);
    }

    // A shell may have started the tests with SIGINT ignored, which children inherit.
    private static Process StartStoppable(string[] arguments) =>
        Start("env", ["--default-signal", "dotnet", Library, .. arguments]);

    private static void Send(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public static string Library => Path.Combine(AppContext.BaseDirectory, "detsdk.dll");

    private static Process Start(string program, string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static Detsdk Finish(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Detsdk(process.ExitCode, output, error.Result);
    }

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
