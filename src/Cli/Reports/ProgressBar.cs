using Spectre.Console;

namespace DetectionSdk.Cli;

/// <summary>A progress bar on stderr while long work runs; nothing when stderr is no terminal.</summary>
internal static class ProgressBar
{
    public static T Run<T>(string title, int total, Func<Action, T> work)
    {
        if (Console.IsErrorRedirected || total < 2) return work(() => { });

        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: total);
                return work(() => task.Increment(1));
            });
    }
}
