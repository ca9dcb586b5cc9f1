using System.Diagnostics;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Times actions in turn (A B A B ...), so that a machine whose speed drifts slows them alike, and compares them round
/// by round.
/// </summary>
internal sealed class Interleaved
{
    private readonly string[] _names;
    private readonly double[][] _milliseconds;

    private Interleaved(string[] names, int rounds)
    {
        _names = names;
        _milliseconds = [.. names.Select(_ => new double[rounds])];
    }

    /// <param name="rounds">Counted rounds, after a tenth of them to warm up.</param>
    /// <param name="repeat">Calls per timing.</param>
    /// <param name="actions">What is compared; ratios are to the last one.</param>
    public static Interleaved Run(int rounds, int repeat, params (string Name, Action Action)[] actions) =>
        Run(
            rounds, Math.Max(3, rounds / 10),
            [.. actions.Select(a => (a.Name, (Func<TimeSpan>)(() => Time(a.Action, repeat))))]);

    /// <param name="rounds">Counted rounds.</param>
    /// <param name="warmUp">Rounds before them.</param>
    /// <param name="actions">What is compared, each of which measures itself; ratios are to the last one.</param>
    public static Interleaved Run(int rounds, int warmUp, params (string Name, Func<TimeSpan> Time)[] actions)
    {
        Interleaved result = new([.. actions.Select(a => a.Name)], rounds);
        for (int round = -warmUp; round < rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                TimeSpan time = actions[i].Time();
                if (round >= 0) result._milliseconds[i][round] = time.TotalMilliseconds;
            }
        }
        return result;
    }

    private static TimeSpan Time(Action action, int repeat)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < repeat; call++) action();
        return Stopwatch.GetElapsedTime(start) / repeat;
    }

    /// <summary>Median over the rounds of the ratio of one action to another.</summary>
    public double Ratio(int action, int reference) =>
        Quantile([.. _milliseconds[action].Zip(_milliseconds[reference], (a, b) => a / b)], 0.5);

    /// <summary>
    /// Prints a row per action: median, 10th and 90th percentile in milliseconds, ratio to the last action with its
    /// quartiles.
    /// </summary>
    public void Print(string title)
    {
        Console.WriteLine($"{title}: {_milliseconds[0].Length} interleaved rounds, {Environment.ProcessorCount} cores");
        Console.WriteLine($"  {"",-44}{"median ms",10}{"p10",9}{"p90",9}{"ratio",8}  quartiles");
        for (int i = 0; i < _names.Length; i++)
        {
            double[] time = _milliseconds[i];
            double[] ratio = [.. time.Zip(_milliseconds[^1], (a, b) => a / b)];
            Console.WriteLine(
                "  "
                + $"{_names[i],-44}{Quantile(time, 0.5),10:0.000}{Quantile(time, 0.1),9:0.000}"
                + $"{Quantile(time, 0.9),9:0.000}{Quantile(ratio, 0.5),8:0.000} "
                + $" {Quantile(ratio, 0.25):0.000} to {Quantile(ratio, 0.75):0.000}");
        }
    }

    /// <summary>Managed bytes that one call allocates on this thread, after warm-up.</summary>
    public static long AllocatedBytes(Action action, int calls = 50)
    {
        for (int i = 0; i < 10; i++) action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }

    private static double Quantile(double[] values, double q) =>
        values.Order().ElementAt((int)Math.Round(q * (values.Length - 1)));
}
