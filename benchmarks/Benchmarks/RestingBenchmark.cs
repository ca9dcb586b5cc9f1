using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Imaging;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What it costs and saves that the threads of a session rest between calls, as the SDK's do by default. Arguments: a
/// model, a photograph, rounds (default 15).
/// </summary>
internal static class RestingBenchmark
{
    private const int Calls = 3;

    public static void Run(string[] arguments)
    {
        using Mat image = ImageFile.Read(arguments[1]);
        int rounds = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 15;
        using Pair spinOn = new(arguments[0], new DetectorOptions { ConfigureSession = SpinOn });
        using Pair never = new(arguments[0], new DetectorOptions { Spinning = false });
        using Pair rest = new(arguments[0], new DetectorOptions());

        Compare("one session, call after call", pair => Clock(() => pair.First.Detect(image)));
        Compare("two sessions in a row", pair => Clock(() => { pair.First.Detect(image); pair.Second.Detect(image); }));
        Compare("two callers of one session", pair => Callers.Time(
            Calls, () => pair.First.Detect(image), () => pair.First.Detect(image)));
        Compare("processor time of a call and a pause of 50 ms", pair => Callers.ProcessorTime(
            () => CallAndPause(pair.First, image)));

        void Compare(string title, Func<Pair, TimeSpan> time) =>
            Interleaved.Run(
                rounds, 2,
                ("spin on after a call (ONNX Runtime)", Callers.Apart(() => time(spinOn))),
                ("never spin (Spinning = false)", Callers.Apart(() => time(never))),
                ("rest between calls (default)", Callers.Apart(() => time(rest)))).Print(title);
    }

    private static void SpinOn(SessionOptions options) =>
        options.AddSessionConfigEntry("session.force_spinning_stop", "0");

    private static TimeSpan Clock(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++) call();
        return Stopwatch.GetElapsedTime(start) / Calls;
    }

    private static void CallAndPause(Detector detector, Mat image)
    {
        detector.Detect(image);
        Thread.Sleep(Callers.Pause);
    }

    /// <summary>Two sessions of one model, as a front-end and a detector would be.</summary>
    private sealed class Pair(string model, DetectorOptions options) : IDisposable
    {
        public Detector First { get; } = Detector.Load(model, options);

        public Detector Second { get; } = Detector.Load(model, options);

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }
}
