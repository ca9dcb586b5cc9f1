using System.CommandLine;
using System.CommandLine.Parsing;

namespace DetectionSdk.Cli;

/// <summary>Runs a parsed command line and turns what goes wrong into one line on stderr and an exit code.</summary>
internal static class CommandRunner
{
    public static int Run(ParseResult command)
    {
        if (command.Errors.Count > 0)
        {
            foreach (ParseError error in command.Errors) Report(error.Message);
            return ExitCode.Usage;
        }
        try
        {
            return command.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            Report("stopped.");
            return ExitCode.Failed;
        }
        catch (Exception error) when (IsExpected(error))
        {
            if (error is Evaluation.DataSetException { Problems: { Count: > 1 } problems })
                DataSetReport.Print(problems);
            Report(error.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>Writes one line on stderr.</summary>
    public static void Report(string message) =>
        Console.Error.WriteLine(
            "detsdk: "
                + string.Join(
                    ' ',
                    message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    /// <summary>What went wrong with a file, which is named once.</summary>
    public static string Describe(string file, Exception error) =>
        error is ImageFormatException && !error.Message.Contains($"'{file}'", StringComparison.Ordinal)
            ? $"'{file}': {error.Message}"
            : error.Message;

    /// <summary>
    /// Whether an exception tells of bad input or of the machine, rather than of a defect in this program.
    /// </summary>
    public static bool IsExpected(Exception error) =>
        error is DetectionSdkException or IOException or UnauthorizedAccessException or ArgumentException or DllNotFoundException;
}
