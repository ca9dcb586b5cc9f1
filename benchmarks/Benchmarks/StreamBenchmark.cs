using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Streaming;
using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// How much of the bare network's speed a stream reaches: frames per second of a running stream, from file to results,
/// over runs per second of the raw session. Arguments: a YOLOv8 model with 640 x 640 input, a clip, rounds (default
/// 10).
/// </summary>
internal static class StreamBenchmark
{
    private const int Side = 640, Columns = 8400, Frames = 50, Uncounted = 10;

    public static void Run(string[] arguments)
    {
        using Detector detector = Detector.Load(arguments[0]);
        using FileSource source = new(arguments[1]) { Loop = true }, other = new(arguments[1]) { Loop = true };
        using RawSession raw = new(arguments[0], Side, detector.Model.ClassNames.Count + 4, Columns);
        using RunningStream stream = new(detector, source);
        using Mat frame = new();
        other.Connect(CancellationToken.None);
        using Mat blob = Blob(Read(other, frame));
        raw.Fill(blob);   // a network is quicker on zeros
        int rounds = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 10;
        Interleaved times = Interleaved.Run(rounds, warmUp: 1,
            ("stream", stream.Time),
            ("read, detect, read, detect ...", () => Time(() => detector.Detect(Read(other, frame)))),
            ("inference alone, raw session", () => Time(raw.Run)));
        times.Print($"{Frames} frames of {source.Name}");
        stream.PrintStages();
        Console.WriteLine(
            $"  stream throughput / inference alone: {1 / times.Ratio(0, 2):0.000} (one after the other: "
            + $"{1 / times.Ratio(1, 2):0.000})");
    }

    private static TimeSpan Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Frames; i++) action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static Mat Blob(Mat frame)
    {
        double scale = Math.Min((double)Side / frame.Width, (double)Side / frame.Height);
        using Mat scaled = frame.Resize(new Size(), scale, scale), square = scaled.CopyMakeBorder(
            0, Side - scaled.Height, 0, Side - scaled.Width, BorderTypes.Constant, Scalar.All(114));
        return CvDnn.BlobFromImage(square, 1 / 255.0, swapRB: true, crop: false);
    }

    private static Mat Read(FileSource source, Mat frame)
    {
        source.Read(frame, CancellationToken.None);
        return frame;
    }

    /// <summary>
    /// A stream that pauses between two rounds; what it has read ahead by then is used up before the clock starts.
    /// </summary>
    private sealed class RunningStream(Detector detector, VideoSource source) : IDisposable
    {
        private readonly IAsyncEnumerator<FrameResult> _results = detector.DetectStreamAsync(source)
            .GetAsyncEnumerator();
        private readonly List<FrameTimings> _timings = [];

        public TimeSpan Time() => TimeAsync().GetAwaiter().GetResult();

        public void PrintStages() =>
            Console.WriteLine(
                $"  stage medians in the stream, ms: capture {Median(t => t.Capture):0.0}, preprocess "
                + $"{Median(t => t.Preprocess):0.0}, inference {Median(t => t.Inference):0.0}, postprocess "
                + $"{Median(t => t.Postprocess):0.0}");

        public void Dispose() => _results.DisposeAsync().AsTask().Wait();

        private async Task<TimeSpan> TimeAsync()
        {
            for (int i = 0; i < Uncounted; i++) await _results.MoveNextAsync();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Frames; i++)
            {
                await _results.MoveNextAsync();
                _timings.Add(_results.Current.Timings);
            }
            return Stopwatch.GetElapsedTime(start);
        }

        private double Median(Func<FrameTimings, TimeSpan> stage) =>
            _timings.Select(t => stage(t).TotalMilliseconds).Order().ElementAt(_timings.Count / 2);
    }
}
