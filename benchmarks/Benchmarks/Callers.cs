using System.Diagnostics;

namespace DetectionSdk.Benchmarks;

/// <summary>Several threads that call at the same time.</summary>
internal static class Callers
{
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

    private static void Repeat(Barrier start, int repeat, Action call)
    {
        start.SignalAndWait();
        for (int i = 0; i < repeat; i++) call();
    }
}
