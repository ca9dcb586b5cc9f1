using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// Two models on one photograph, shrunk to two sizes, as it is and noisy. Arguments: a model, the one that it is
/// compared with, a photograph.
/// </summary>
internal static class ModelsBenchmark
{
    private const int Rounds = 200; // of some seconds, so that compiling in the background counts little
    private static readonly DegradationPipeline Noise = new([new GaussianNoiseOptions { StandardDeviation = 15 }]);
    private static readonly Size[] Sizes = [new(640, 360), new(416, 312)];

    public static void Run(string[] arguments)
    {
        using Detector model = Detector.Load(arguments[0]), reference = Detector.Load(arguments[1]);
        using Mat photograph = ImageFile.Read(arguments[2]);
        foreach (Size size in Sizes)
        {
            using Mat image = photograph.Resize(size, 0, 0, InterpolationFlags.Area);
            using Mat noisy = Noise.Sample(seed: 1, size).Apply(image);
            Print(image, $"pictures of {size.Width} x {size.Height}");
            Print(noisy, $"pictures of {size.Width} x {size.Height}, noisy");
        }

        void Print(Mat image, string title) => Interleaved.Run(
            Rounds, 1,
            (Path.GetFileName(arguments[0]), () => model.Detect(image)),
            (Path.GetFileName(arguments[1]), () => reference.Detect(image))).Print(title);
    }
}
