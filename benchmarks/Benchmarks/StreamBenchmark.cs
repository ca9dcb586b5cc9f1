using DetectionSdk.Streaming;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// How much of the bare network's speed a stream reaches: frames per second of a clip from file to results, over runs per second of the raw session, in turns.
/// Arguments: a YOLOv8 model with 640 x 640 input, a clip, rounds (default 8).
/// </summary>
internal static class StreamBenchmark
{
    private const int Side = 640, Frames = 100;

    public static void Run(string[] arguments)
    {
        using Detector detector = Detector.Load(arguments[0]);
        using FileSource source = new(arguments[1]) { Loop = true };
        using RawSession raw = new(arguments[0], Side, detector.Model.ClassNames.Count + 4, columns: 8400);
        int rounds = arguments.Length > 2 ? int.Parse(arguments[2]) : 8;
        List<FrameTimings> timings = [];
        Interleaved times = Interleaved.Run(rounds, 1,
            ("stream: decode, preprocess, infer, decode", () => RunStream(detector, source, timings).Wait()),
            ("one after the other, by hand", () => RunInTurn(detector, source)),
            ("inference alone, raw session", () => RunRaw(raw)));
        times.Print($"{Frames} frames of {source.Name}");
        Console.WriteLine($"  stage medians in the stream, ms: capture {Median(timings, t => t.Capture):0.0}, preprocess {Median(timings, t => t.Preprocess):0.0}, inference {Median(timings, t => t.Inference):0.0}, postprocess {Median(timings, t => t.Postprocess):0.0}");
        Console.WriteLine($"  stream throughput / inference alone: {1 / times.Ratio(0, 2):0.000} (one after the other: {1 / times.Ratio(1, 2):0.000})");
    }

    private static async Task RunStream(Detector detector, FileSource source, List<FrameTimings> timings)
    {
        await foreach (FrameResult result in detector.DetectStreamAsync(source))
        {
            timings.Add(result.Timings);
            if (result.Processed == Frames) break;
        }
    }

    private static void RunInTurn(Detector detector, FileSource source)
    {
        using OpenCvSharp.Mat frame = new();
        source.Connect(CancellationToken.None);
        for (int i = 0; i < Frames && source.Read(frame, CancellationToken.None); i++) detector.Detect(frame);
        source.Disconnect();
    }

    private static void RunRaw(RawSession raw)
    {
        for (int i = 0; i < Frames; i++) raw.Run();
    }

    private static double Median(List<FrameTimings> timings, Func<FrameTimings, TimeSpan> stage) =>
        timings.Select(t => stage(t).TotalMilliseconds).Order().ElementAt(timings.Count / 2);
}
