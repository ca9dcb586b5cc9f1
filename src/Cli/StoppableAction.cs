using System.CommandLine;
using System.Runtime.InteropServices;

namespace DetectionSdk.Cli;

/// <summary>Actions that Ctrl-C (SIGINT) and SIGTERM stop.</summary>
internal static class StoppableAction
{
    /// <summary>
    /// Sets what a command does. The first signal cancels the action's token and nothing else, so the action may take
    /// its time to save what it has; a second one ends the process. System.CommandLine's own token does not serve: it
    /// follows no signal before an action has returned its task, and ours work until they return.
    /// </summary>
    public static void SetStoppableAction(
        this Command command, Func<ParseResult, CancellationToken, int> action) =>
        command.SetAction(arguments => Run(token => action(arguments, token)));

    private static int Run(Func<CancellationToken, int> action)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return action(stop.Token);

        void Stop(PosixSignalContext signal)
        {
            if (stop.IsCancellationRequested) return;
            signal.Cancel = true;
            CommandRunner.Report("stopping; a second signal ends the command at once.");
            stop.Cancel();
        }
    }
}
