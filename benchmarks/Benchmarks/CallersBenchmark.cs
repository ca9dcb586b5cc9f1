using System.Globalization;
using DetectionSdk.Imaging;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// How the work of two callers scales, with threads of their own and with ONNX Runtime's global pool; ratios are times
/// for the same number of calls. Arguments: a model, a photograph, rounds (default 15).
/// </summary>
internal static class CallersBenchmark
{
    private const int Calls = 4;

    public static void Run(string[] arguments)
    {
        int rounds = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 15;
        OpenGlobalPool();
        using Mat image = ImageFile.Read(arguments[1]);
        using Detector one = Load(threads: 1), other = Load(threads: 1), wide = Load(threads: 0), pool = LoadOnPool();
        using Detector poolToo = LoadOnPool();

        Interleaved.Run(
            rounds, 2,
            ("two callers, a session of one thread each", Time(one, other)),
            ("two callers, one session of all cores", Time(wide, wide)),
            ("two callers, two sessions on the global pool", Time(pool, poolToo)),
            ("one caller, global pool", Time(pool)),
            ("one caller, all cores (default)", Time(wide)),
            ("two callers, one session of one thread", Time(one, one))).Print($"{Calls} calls");
        PrintScale(rounds, Time(one, one), Time(one));

        Detector Load(int threads) => Detector.Load(arguments[0], new DetectorOptions { Threads = threads });
        Detector LoadOnPool() => Detector.Load(
            arguments[0], new DetectorOptions { ConfigureSession = options => options.DisablePerSessionThreads() });
        Func<TimeSpan> Time(params Detector[] callers) => Callers.Apart(() => Callers.Time(
            Calls / callers.Length, [.. callers.Select(detector => (Action)(() => detector.Detect(image)))]));
    }

    // By the clock, with arithmetic as the control; and by processor time, which a busy machine does not change.
    private static void PrintScale(int rounds, Func<TimeSpan> two, Func<TimeSpan> one)
    {
        Interleaved clock = Interleaved.Run(
            rounds, 2, ("two callers", two), ("one caller", one),
            ("arithmetic on two threads", () => Callers.Time(1, Callers.Calculate, Callers.Calculate)),
            ("arithmetic on one thread", () => Callers.Time(2, Callers.Calculate)));
        clock.Print("one session of one thread");
        Interleaved processor = Interleaved.Run(
            rounds, 2, ("two callers", () => Callers.ProcessorTime(() => two())),
            ("one caller", () => Callers.ProcessorTime(() => one())));
        processor.Print("processor time");
        Console.WriteLine(
            $"  two callers do {1 / clock.Ratio(0, 1):0.00} times the work of one by the clock, arithmetic "
            + $"{1 / clock.Ratio(2, 3):0.00} times; by processor time {2 / processor.Ratio(0, 1):0.00} times where two "
            + "cores are free");
    }

    // Before the first session: sessions with threads of their own are not changed by it.
    private static void OpenGlobalPool()
    {
        EnvironmentCreationOptions options = new()
        {
            logId = "benchmark",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            threadOptions = new OrtThreadingOptions { GlobalIntraOpNumThreads = Environment.ProcessorCount },
        };
        OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
