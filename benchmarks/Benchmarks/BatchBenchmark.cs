using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// One batch of eight small pictures against eight calls. Arguments: a model with dynamic batch and sides, such as
/// models/street.onnx, and a photograph.
/// </summary>
internal static class BatchBenchmark
{
    private const int Batch = 8, Rounds = 30;
    private static readonly int[] Sides = [32, 64, 96, 160, 288];

    public static void Run(string[] arguments)
    {
        using Detector detector = Detector.Load(arguments[0], new DetectorOptions { ScaleUp = false });
        using Mat photograph = ImageFile.Read(arguments[1]);
        foreach (int side in Sides)
        {
            using Mat small = photograph.Resize(new Size(side, side), 0, 0, InterpolationFlags.Area);
            Mat[] images = [.. Enumerable.Repeat(small, Batch)];
            Interleaved times = Interleaved.Run(
                Rounds, 1,
                ($"one batch of {Batch}", () => detector.DetectBatch(images)),
                ($"{Batch} calls", () => Array.ForEach(images, image => detector.Detect(image))));
            times.Print($"pictures of {side} x {side}");
            Console.WriteLine($"  a batch is {times.Ratio(1, 0):0.00} times as fast");
        }
    }
}
