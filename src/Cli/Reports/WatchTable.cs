using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Watching;
using Spectre.Console;

namespace DetectionSdk.Cli;

/// <summary>
/// One row per camera, twice a second. Where the output is no terminal, the last state at the end; then what was
/// counted.
/// </summary>
internal static class WatchTable
{
    private const int WidthOfFiles = 160;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>Whether rows are renewed where they stand, which a line of anything else would break.</summary>
    public static bool IsLive => AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    public static async Task ShowAsync(IReadOnlyList<CameraWatch> cameras, Task running)
    {
        if (!IsLive)
        {
            await running.ConfigureAwait(false);
            // A file is as wide as need be: 80 columns would cut a state where a number is long.
            IAnsiConsole wide = AnsiConsole.Create(
                new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
            wide.Profile.Width = WidthOfFiles;
            wide.Write(Build(cameras));
        }
        else
        {
            await AnsiConsole.Live(Build(cameras)).StartAsync(async live =>
            {
                while (await Task.WhenAny(running, Task.Delay(500)).ConfigureAwait(false) != running)
                    live.UpdateTarget(Build(cameras));
                live.UpdateTarget(Build(cameras));
            }).ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
        foreach (CameraWatch camera in cameras) PrintCounts(camera);
    }

    private static void PrintCounts(CameraWatch camera)
    {
        string name = Printable.Text(camera.Status.Name);
        foreach (ZoneCount zone in camera.Zones)
            Console.WriteLine($"{name}, {zone.Zone.Name}: {zone.Entered} entered, {zone.Inside} inside");
        foreach (LineCount line in camera.Lines)
            Console.WriteLine($"{name}, {line.Line.Name}: {line.Forward} forward, {line.Backward} backward");
    }

    private static Table Build(IReadOnlyList<CameraWatch> cameras)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("camera"));
        foreach (string heading in
            (string[])["fps", "late ms", "net ms", "seen", "done", "dropped", "alarms", "state"])
            table.AddColumn(new TableColumn(heading).NoWrap());
        foreach (WatchStatus status in cameras.Select(camera => camera.Status)) table.AddRow(Cells(status));
        return table;
    }

    private static string[] Cells(WatchStatus status) =>
    [
        Spectre.Console.Markup.Escape(Printable.Text(status.Name)), Number(status.FramesPerSecond, "0.0"),
        Number(status.Latency.TotalMilliseconds, "0"), Number(status.Inference.TotalMilliseconds, "0"),
        Number(status.Objects, "0"), Number(status.Processed, "0"), Number(status.Dropped, "0"),
        Number(status.Alarms, "0"), State(status),
    ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string State(WatchStatus status) => status switch
    {
        { Error: not null } => "[red]failed[/]",
        { Problem: not null } => "[red]not recorded[/]",
        { HasEnded: true } => "ended" + Gaps(status),
        { Updated: 0 } => "opening",
        { IsFrozen: true } => "[yellow]frozen[/]",
        _ when Stopwatch.GetElapsedTime(status.Updated) > Silence => "[red]no frames[/]",
        _ => "[green]running[/]" + Gaps(status),
    };

    private static string Gaps(WatchStatus status) => status.Gaps > 0 ? $", {status.Gaps} gaps" : "";
}
