using System.Diagnostics;

namespace DetectionSdk.Benchmarks;

/// <summary>Several threads that call at the same time, and what tells how busy the machine is.</summary>
internal static class Callers
{
    /// <summary>By then threads that spin on after a call have gone to sleep.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Written, so that the compiler cannot leave the arithmetic out.
    private static double _result;

    /// <summary>Time from their common start until the last one is through.</summary>
    /// <param name="repeat">Calls of each thread.</param>
    /// <param name="calls">What each thread calls.</param>
    public static TimeSpan Time(int repeat, params Action[] calls)
    {
        using Barrier start = new(calls.Length + 1);
        Thread[] threads = [.. calls.Select(call => new Thread(() => Repeat(start, repeat, call)))];
        foreach (Thread thread in threads) thread.Start();
        start.SignalAndWait();
        long begin = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads) thread.Join();
        return Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>What measures itself, after a pause: nothing that ran before takes a core from it.</summary>
    public static Func<TimeSpan> Apart(Func<TimeSpan> time) => () =>
    {
        Thread.Sleep(Pause);
        return time();
    };

    /// <summary>What all threads of this process together computed meanwhile.</summary>
    public static TimeSpan ProcessorTime(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - before;
    }

    /// <summary>Arithmetic in registers: shows how much of a second core the machine has to give just now.</summary>
    public static void Calculate()
    {
        double x = 0.5;
        for (int i = 0; i < 25_000_000; i++) x = 3.9 * x * (1 - x);
        Volatile.Write(ref _result, x);
    }

    private static void Repeat(Barrier start, int repeat, Action call)
    {
        start.SignalAndWait();
        for (int i = 0; i < repeat; i++) call();
    }
}
