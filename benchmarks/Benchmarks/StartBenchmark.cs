using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// From nothing to the first result: the SDK, and a raw session that is made and run; both read the photograph. Once in
/// a process that has done it before, once in a new process each. Arguments: a YOLOv8 model with 640 x 640 input and 80
/// classes, a photograph.
/// </summary>
internal static class StartBenchmark
{
    private const string Once = "--once", Sdk = "sdk", Raw = "raw";
    private const int Side = 640, Rows = 84, Columns = 8400, Rounds = 20;

    public static void Run(string[] arguments)
    {
        if (arguments is [Once, string way, string model, string photograph])
            Console.WriteLine(Time(way, model, photograph).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        else Compare(arguments[0], arguments[1]);
    }

    private static void Compare(string model, string photograph)
    {
        Interleaved.Run(
            Rounds, 2,
            ("Detector.Load and Detect", () => Time(Sdk, model, photograph)),
            ("raw session: made, filled, run", () => Time(Raw, model, photograph))).Print("start, process warm");
        Interleaved.Run(
            Rounds, 1,
            ("Detector.Load and Detect", () => TimeAlone(Sdk, model, photograph)),
            ("raw session: made, filled, run", () => TimeAlone(Raw, model, photograph))).Print("start, new process");
    }

    private static TimeSpan TimeAlone(string way, string model, string photograph) =>
        TimeSpan.FromMilliseconds(OwnProcess.Ask("start", Once, way, model, photograph));

    private static TimeSpan Time(string way, string model, string photograph)
    {
        long start = Stopwatch.GetTimestamp();
        if (way == Sdk) StartSdk(model, photograph);
        else StartRaw(model, photograph);
        return Stopwatch.GetElapsedTime(start);
    }

    private static void StartSdk(string model, string photograph)
    {
        using Detector detector = Detector.Load(model);
        detector.Detect(photograph);
    }

    private static void StartRaw(string model, string photograph)
    {
        using RawSession raw = new(model, Side, Rows, Columns);
        using BareOpenCv bare = new(Side);
        using Mat image = ImageFile.Read(photograph);
        raw.Fill(bare.Run(image));
        raw.Run();
    }
}
