using System.Diagnostics;
using System.Text.Json;

namespace DetectionSdk.Fuzzing;

/// <summary>
/// Reads inputs one after the other in a process of its own, so that a crash, a hang or lost memory costs one input.
/// Writes a line of JSON per finding.
/// </summary>
internal static class Worker
{
    public const int MaximumSeconds = 1, MaximumMegabytes = 512;

    private static readonly TimeSpan Suspicious = TimeSpan.FromMilliseconds(5);

    public static void Run(string name, long seed, long first, long end, double seconds, string folder)
    {
        ScratchFolder.Root = folder;
        using FuzzTarget target = FuzzTarget.All.Select(make => make()).Single(made => made.Name == name);
        using Progress progress = new(Progress.FileIn(folder));
        Mutator mutator = new(target.Seeds, target.Words);
        WarmUp(target);
        Stopwatch sinceStart = Stopwatch.StartNew();
        for (long number = first; number < end && sinceStart.Elapsed.TotalSeconds < seconds; number++)
        {
            progress.Number = number;
            byte[] input = mutator.Make(Campaign.SeedOf(seed, name), number);
            Finding? finding = Measure(target, input, number, progress);
            if (finding is null) continue;
            Console.WriteLine(JsonSerializer.Serialize(finding));
            if (finding.Kind is "memory") return;
        }
        progress.Number = Math.Max(progress.Number + 1, first);
    }

    // What the first call loads and compiles is no fault of an input.
    private static void WarmUp(FuzzTarget target)
    {
        foreach (byte[] seed in target.Seeds)
        {
            try
            {
                target.Read(seed);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Reported when it is its turn.
            }
        }
    }

    private static Finding? Measure(FuzzTarget target, byte[] input, long number, Progress progress)
    {
        long peak = Peak();
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        Finding? finding = Read(target, input, number, progress);
        if (finding is not null || clock.Elapsed < Suspicious) return finding;

        // Time is the processor's: others share the machine.
        TimeSpan spent = Environment.CpuUsage.TotalTime - used;
        if (spent.TotalSeconds > MaximumSeconds)
            return new(number, "slow", $"over {MaximumSeconds} s", $"{spent.TotalSeconds:0.0} s of processor time");
        long grown = (Peak(refresh: true) - peak) >> 20;
        return grown > MaximumMegabytes
            ? new(number, "memory", $"over {MaximumMegabytes} MB", $"{grown} MB more than before")
            : null;
    }

    private static Finding? Read(FuzzTarget target, byte[] input, long number, Progress progress)
    {
        try
        {
            target.Read(input);
            progress.Accepted++;
            return null;
        }
        catch (Exception error) when (target.IsDocumented(error))
        {
            if (number < target.Seeds.Count) return Finding.Untyped(number, "refused seed", error);
            progress.Refused++;
            return null;
        }
        catch (Exception error)
        {
            return Finding.Untyped(number, "untyped", error);
        }
    }

    private static long s_peak;

    private static long Peak(bool refresh = false)
    {
        if (!refresh && s_peak > 0) return s_peak;
        using Process self = Process.GetCurrentProcess();
        return s_peak = self.PeakWorkingSet64;
    }
}
