using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Times int8 models beside their float ones, in turn, on one photograph: the photograph, the number of threads, then
/// pairs FLOAT INT8.
/// </summary>
internal static class QuantizationBenchmark
{
    private const int Rounds = 100;

    public static void Run(string[] arguments)
    {
        if (arguments is not [string photograph, string threads, .. { Length: > 1 } models] || models.Length % 2 != 0)
            throw new ArgumentException(
                "Name a photograph, a number of threads, and pairs of a float and an int8 model.");
        using Mat image = ImageFile.Read(photograph);
        DetectorOptions options = new() { Threads = int.Parse(threads) };
        foreach (string[] pair in models.Chunk(2))
        {
            using Detector exact = Detector.Load(pair[0], options), stored = Detector.Load(pair[1], options);
            Interleaved times = Interleaved.Run(
                Rounds, Rounds / 10,
                [
                    (Path.GetFileName(pair[0]), () => exact.Detect(image).Timings.Inference),
                    (Path.GetFileName(pair[1]), () => stored.Detect(image).Timings.Inference)
                ]);
            times.Print($"the network alone, {threads} threads");
            Console.WriteLine($"  int8 is {times.Ratio(0, 1):0.00} times as fast");
        }
    }
}
