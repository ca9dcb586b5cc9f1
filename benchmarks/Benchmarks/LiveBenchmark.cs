using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Streaming;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Clips looped as live cameras at 25 frames per second on one detector that is slower than that: are results fresh,
/// memory flat, drops counted? Arguments: a model, seconds, clips.
/// </summary>
internal static class LiveBenchmark
{
    private const double FramesPerSecond = 25;

    public static void Run(string[] arguments) => RunAsync(arguments).Wait();

    private static async Task RunAsync(string[] arguments)
    {
        using Detector detector = Detector.Load(arguments[0], new DetectorOptions { Spinning = false });
        using CancellationTokenSource stop = new(
            TimeSpan.FromSeconds(double.Parse(arguments[1], CultureInfo.InvariantCulture)));
        Task<List<Sample>>[] cameras = [.. arguments[2..].Select(clip => WatchAsync(detector, clip, stop.Token))];
        List<long> memory = await MeasureMemoryAsync(stop.Token);
        foreach (Task<List<Sample>> camera in cameras) Print(await camera);
        long[] steady = [.. memory.Skip(memory.Count / 10)];
        double middle = (steady.Max() + steady.Min()) / 2.0;
        Console.WriteLine(
            $"resident memory after warm-up: {steady.Min() >> 20} to {steady.Max() >> 20} MB, "
            + $"+-{100 * (steady.Max() - middle) / middle:0.0} %, every second over {memory.Count} s");
    }

    private readonly record struct Sample(
        string Source, long Index, long Processed, long Dropped, TimeSpan Latency, TimeSpan Inference);

    private static async Task<List<Sample>> WatchAsync(Detector detector, string clip, CancellationToken stop)
    {
        List<Sample> samples = new(1 << 16);
        using VideoSource source = new FileSource(clip) { Loop = true }.AsLive(FramesPerSecond);
        try
        {
            await foreach (FrameResult r in detector.DetectStreamAsync(source, null, stop))
                samples.Add(new Sample(r.Source, r.Index, r.Processed, r.Dropped, r.Latency, r.Timings.Inference));
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        return samples;
    }

    private static async Task<List<long>> MeasureMemoryAsync(CancellationToken stop)
    {
        List<long> memory = [];
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        while (!stop.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            using Process process = Process.GetCurrentProcess();
            memory.Add(process.WorkingSet64);
        }
        return memory;
    }

    private static void Print(List<Sample> samples)
    {
        Sample last = samples[^1];
        double inference = Quantile(samples, 0.5, s => s.Inference.TotalMilliseconds);
        bool exact = samples.All(s => s.Index + 1 == s.Processed + s.Dropped);
        Console.WriteLine(
            $"{last.Source}: captured {last.Index + 1} = processed {last.Processed} + dropped {last.Dropped}, "
            + $"{(exact ? "exact in every result" : "NOT EXACT")}");
        Console.WriteLine(
            $"  inference median {inference:0.0} ms; latency median {Quantile(samples, 0.5, Latency):0.0}, 95 % "
            + $"{Quantile(samples, 0.95, Latency):0.0}, 99 % {Quantile(samples, 0.99, Latency):0.0}, longest "
            + $"{Quantile(samples, 1, Latency):0.0} ms");
        Console.WriteLine(
            $"  latency / inference of the same frame: median {Quantile(samples, 0.5, Ratio):0.00}, 99 % "
            + $"{Quantile(samples, 0.99, Ratio):0.00}, longest {Quantile(samples, 1, Ratio):0.00}; below 2 in "
            + $"{100.0 * samples.Count(s => Ratio(s) < 2) / samples.Count:0.00} % of the results");

        static double Latency(Sample s) => s.Latency.TotalMilliseconds;
        static double Ratio(Sample s) => s.Latency / s.Inference;
    }

    private static double Quantile(List<Sample> samples, double q, Func<Sample, double> value) =>
        samples.Select(value).Order().ElementAt((int)(q * (samples.Count - 1)));
}
