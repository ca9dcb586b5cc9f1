using System.CommandLine;

namespace DetectionSdk.Cli;

/// <summary>
/// Runs a parsed command line. What was given to it and is at fault becomes one line on stderr and an exit code; an
/// exception of any other kind is a defect, and ends the process with its stack.
/// </summary>
internal static class CommandRunner
{
    public static int Run(ParseResult command)
    {
        string[] wrong = [.. UsageErrors.Describe(command)];
        if (wrong.Length > 0) return Fail(ExitCode.Usage, wrong);
        try
        {
            return command.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return Fail(ExitCode.Failed, "stopped.");
        }
        catch (Exception error) when (IsExpected(error))
        {
            if (error is Evaluation.DataSetException { Problems: { Count: > 1 } problems })
                DataSetReport.Print(problems);
            return Fail(error is UsageException ? ExitCode.Usage : ExitCode.Failed, error.Message);
        }
        catch (ArgumentException error)
            when (OptionValues.Describe(error, command.CommandResult.Command) is { } message)
        {
            return Fail(ExitCode.Usage, message);
        }
    }

    /// <summary>Writes one line on stderr, control characters escaped.</summary>
    public static void Report(string message)
    {
        string[] lines = message.Split(
            ['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Console.Error.WriteLine($"detsdk: {Printable.Text(string.Join(' ', lines))}");
    }

    /// <summary>What went wrong with a file, which is named once.</summary>
    public static string Describe(string file, Exception error) =>
        error is ImageFormatException or ModelRunException
            && !error.Message.Contains($"'{file}'", StringComparison.Ordinal)
            ? $"'{file}': {error.Message}"
            : error.Message;

    /// <summary>
    /// Whether an exception tells of bad input or of the machine, rather than of a defect in this program.
    /// </summary>
    public static bool IsExpected(Exception error) =>
        error is DetectionSdkException or IOException or UnauthorizedAccessException or DllNotFoundException;

    private static int Fail(int exitCode, params string[] messages)
    {
        foreach (string message in messages) Report(message);
        return exitCode;
    }
}
