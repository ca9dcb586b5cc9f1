using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Examples.CameraStream.Cameras;
using Spectre.Console;

namespace DetectionSdk.Examples.CameraStream.Outputs;

/// <summary>
/// The terminal: one row per camera, twice a second. Where the output is no terminal, the last state at the end.
/// </summary>
internal static class CameraTable
{
    private const int LongestName = 16;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    public static async Task ShowAsync(IReadOnlyList<Camera> cameras, Task running)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            await running;
            AnsiConsole.Write(Build(cameras));
            return;
        }
        await AnsiConsole.Live(Build(cameras)).StartAsync(async live =>
        {
            while (await Task.WhenAny(running, Task.Delay(500)) != running) live.UpdateTarget(Build(cameras));
            live.UpdateTarget(Build(cameras));
        });
        await running;
    }

    private static Table Build(IReadOnlyList<Camera> cameras)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string heading in (string[])["camera", "fps", "late ms", "net ms", "seen", "done", "dropped", "state"])
            table.AddColumn(new TableColumn(heading).NoWrap());
        foreach (CameraStatus s in cameras.Select(c => c.Status))
        {
            table.AddRow(
                Markup.Escape(Short(s.Name)), Number(s.FramesPerSecond, "0.0"), Number(
                    s.LatencyMilliseconds, "0"), Number(s.InferenceMilliseconds, "0"),
                Number(s.Objects, "0"), Number(s.Processed, "0"), Number(s.Dropped, "0"), State(s));
        }
        return table;
    }

    private static string Short(string name) => name.Length <= LongestName ? name : "…" + name[^(LongestName - 1)..];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string State(CameraStatus status) => status switch
    {
        { Error: { } error } => $"[red]{Markup.Escape(error)}[/]",
        { HasEnded: true } => "ended" + Gaps(status),
        { Updated: 0 } => "opening",
        { IsFrozen: true } => "[yellow]frozen[/]",
        _ when Stopwatch.GetElapsedTime(status.Updated) > Silence => "[red]no frames[/]",
        _ => "[green]running[/]" + Gaps(status),
    };

    private static string Gaps(CameraStatus status) => status.Gaps > 0 ? $", {status.Gaps} gaps" : "";
}
