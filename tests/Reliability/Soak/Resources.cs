using System.Diagnostics;

namespace DetectionSdk.Soak;

/// <summary>What the process holds at a moment.</summary>
/// <param name="Seconds">Since the start.</param>
/// <param name="Resident">Megabytes of memory.</param>
/// <param name="Managed">Megabytes of managed memory.</param>
/// <param name="Handles">Open files, pipes and sockets.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Children">Processes that it started.</param>
internal sealed record Resources(
    double Seconds, double Resident, double Managed, double Handles, double Threads, double Children)
{
    public static Resources Measure(double seconds)
    {
        using Process self = Process.GetCurrentProcess();
        return new Resources(
            seconds, self.WorkingSet64 / 1048576.0, GC.GetTotalMemory(forceFullCollection: false) / 1048576.0,
            Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : self.HandleCount,
            self.Threads.Count, CountChildren());
    }

    /// <summary>The median of each over several moments.</summary>
    public static Resources Median(IReadOnlyCollection<Resources> moments) =>
        new(
            Of(moments, moment => moment.Seconds), Of(moments, moment => moment.Resident),
            Of(moments, moment => moment.Managed), Of(moments, moment => moment.Handles),
            Of(moments, moment => moment.Threads), Of(moments, moment => moment.Children));

    private static double Of(IReadOnlyCollection<Resources> moments, Func<Resources, double> value) =>
        moments.Select(value).Order().ElementAt(moments.Count / 2);

    private static int CountChildren()
    {
        const string tasks = "/proc/self/task";
        if (!Directory.Exists(tasks)) return 0;
        int count = 0;
        foreach (string task in Directory.GetDirectories(tasks))
        {
            try
            {
                count += File.ReadAllText(Path.Combine(task, "children"))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            }
            catch (IOException)
            {
                // That thread has just ended.
            }
        }
        return count;
    }
}
