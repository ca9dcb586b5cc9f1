using System.CommandLine;
using System.Globalization;

namespace DetectionSdk.Soak;

/// <summary>
/// Whether memory, handles, threads and processes stay flat, and every result right, over hours of mixed calls.
/// Exit code 1 where something grew or a result differed.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Option<double> minutes = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };
        Option<int> threads = new("--threads") { Description = "Threads that call.", DefaultValueFactory = _ => 8 };
        Option<int> streams = new("--streams")
        {
            Description = "Streams that start and stop.", DefaultValueFactory = _ => 500,
        };
        Option<int> models = new("--models")
        {
            Description = "Models that are loaded and disposed.", DefaultValueFactory = _ => 200,
        };
        Option<long> seed = new("--seed") { Description = "Order of the calls.", DefaultValueFactory = _ => 1 };
        Option<double> resident = new("--resident-growth")
        {
            Description = "Megabytes that resident memory may grow from the second quarter to the last.",
            DefaultValueFactory = _ => 64,
        };
        Option<bool> concurrent = new("--concurrent-dispose")
        {
            Description = "Disposes every third model while calls run.",
        };
        RootCommand command = new("Mixed calls from many threads; what the process holds must stay flat.")
            { minutes, threads, streams, models, seed, resident, concurrent };
        command.SetAction(parsed => Run(new SoakOptions(
            TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(threads), parsed.GetValue(streams),
            parsed.GetValue(models), parsed.GetValue(seed), parsed.GetValue(resident),
            parsed.GetValue(concurrent))));
        return command.Parse(arguments).Invoke();
    }

    private static int Run(SoakOptions options)
    {
        Resources before = Resources.Measure(0), after;
        Verdict verdict;
        using (Soak soak = new(options))
        {
            soak.Run();
            verdict = new Verdict(soak.Moments, options.ResidentGrowth);
            SoakCounts counts = soak.Counts;
            Console.WriteLine(
                $"{counts.Calls} calls from {options.Threads} threads, {counts.Streams} streams with {counts.Frames} "
                + $"frames, {counts.Models} models, {counts.Refusals} late calls refused, in "
                + $"{options.Duration.TotalMinutes:0.##} minutes; every result equals the serial one\n");
            verdict.Write(Console.Out);
        }
        after = Resources.Measure(0);
        Console.WriteLine(
            $"\nafter the end: {after.Handles - before.Handles:+0;-0;0} handles, "
            + $"{after.Threads - before.Threads:+0;-0;0} threads, {after.Children} children");
        bool ended = after.Children == 0;
        Console.WriteLine(verdict.IsFlat && ended ? "flat" : "NOT FLAT");
        return verdict.IsFlat && ended ? 0 : 1;
    }
}
