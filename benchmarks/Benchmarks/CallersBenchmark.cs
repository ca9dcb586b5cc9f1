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

        Interleaved times = Interleaved.Run(
            rounds, 2,
            ("two callers, one session of one thread", Time(one, one)),
            ("two callers, a session of one thread each", Time(one, other)),
            ("two callers, one session of all cores", Time(wide, wide)),
            ("two callers, two sessions on the global pool", Time(pool, poolToo)),
            ("one caller, global pool", Time(pool)),
            ("one caller, all cores (default)", Time(wide)),
            ("one caller, one thread", Time(one)));
        times.Print($"{Calls} calls");
        Console.WriteLine($"  two callers of one thread each do {1 / times.Ratio(0, 6):0.00} times the work of one");

        Detector Load(int threads) => Detector.Load(arguments[0], new DetectorOptions { Threads = threads });
        Detector LoadOnPool() => Detector.Load(
            arguments[0], new DetectorOptions { ConfigureSession = options => options.DisablePerSessionThreads() });
        Func<TimeSpan> Time(params Detector[] callers) => () => Callers.Time(
            Calls / callers.Length, [.. callers.Select(detector => (Action)(() => detector.Detect(image)))]);
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
