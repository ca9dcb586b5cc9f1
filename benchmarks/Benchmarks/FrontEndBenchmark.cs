using System.Diagnostics;
using System.Globalization;
using DetectionSdk.Imaging;
using DetectionSdk.Onnx;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What front-ends cost before a detector, as ratios to bicubic enlarging by the same scale before the same detector:
/// time in turn within one run, peak memory of a process of its own each; and their multiply-adds for one image,
/// without tiles, in all and by layer. Arguments: detector, photograph, super-resolution models of one scale.
/// </summary>
internal static class FrontEndBenchmark
{
    private const string MemoryOnly = "--memory";
    private const int Rounds = 15, MemoryCalls = 3;

    public static void Run(string[] arguments)
    {
        if (arguments is [MemoryOnly, string only, string picture, ..])
            PrintPeak(only, picture, arguments.ElementAtOrDefault(3));
        else if (arguments.Length > 2) Compare(arguments[0], arguments[1], arguments[2..]);
        else Console.Error.WriteLine("usage: front-ends DETECTOR PHOTOGRAPH SR...");
    }

    private static void Compare(string model, string photograph, string[] resolvers)
    {
        using Mat image = ImageFile.Read(photograph);
        SuperResolver[] loaded = [.. resolvers.Select(path => SuperResolver.Load(path))];
        double scale = OneScale(loaded);
        FrontEnd[] frontEnds = [.. loaded, new BicubicFrontEnd(scale)];
        Detector[] detectors =
        [
            .. frontEnds.Select(frontEnd => Detector.Load(model, frontEnd: frontEnd, leaveOpen: true))
        ];
        string[] names =
        [
            .. loaded.Select(r => r.Model.ToString()), string.Create(CultureInfo.InvariantCulture, $"bicubic x{scale}")
        ];

        Console.WriteLine($"image {image.Width}x{image.Height}, front-end and detector together");
        Interleaved.Run(
            Rounds, 1,
            [
                .. names.Zip(detectors, (name, detector) => (name, (Action)(() => detector.Detect(image))))
            ]).Print("time");
        Interleaved.Run(
            Rounds, 1,
            [
                .. names.Zip(frontEnds, (name, frontEnd) => (name, (Action)(() => frontEnd.Upscale(image).Dispose()))),
                ("quality estimate of a gate", () => QualityEstimate.Of(image))
            ]).Print("front-end alone");
        PrintCosts([.. loaded.Select(resolver => resolver.Model)], image.Size());
        foreach (IDisposable used in (IDisposable[])[.. detectors, .. frontEnds]) used.Dispose();

        double bicubic = Peak(model, photograph, scale.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine($"peak memory of the process: bicubic {bicubic:0} MB");
        foreach (string path in resolvers)
        {
            double peak = Peak(model, photograph, path);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {Path.GetFileName(path),-44}{peak,8:0} MB{peak / bicubic,8:0.000}"));
        }
    }

    private static double OneScale(SuperResolver[] resolvers)
    {
        double[] scales = [.. resolvers.Select(resolver => resolver.Model.MaximumScale).Distinct()];
        return scales is [double scale] ? scale
            : throw new ArgumentException(
                $"The models enlarge by {string.Join(", ", scales)}; expected one scale, by which the bicubic "
                + "enlarging that they are compared with enlarges too. Run each scale by itself.");
    }

    private static void PrintCosts(SuperResolverInfo[] models, Size image)
    {
        var costs = models.Select(
            model =>
                (
                    Model: model,
                    Layers: ModelCost.Count(
                        model.Path, image,
                        new Size(image.Width * model.MaximumScale, image.Height * model.MaximumScale)))).ToList();
        Console.WriteLine("multiply-adds of the front-end");
        foreach (var (model, layers) in costs)
            Print($"  {model,-44}{layers.Sum(layer => layer.MultiplyAdds) / 1e9,8:0.00} GMAC");
        foreach (var (model, layers) in costs)
        {
            Console.WriteLine($"multiply-adds by layer of {model}");
            double all = layers.Sum(layer => layer.MultiplyAdds);
            foreach (LayerCost layer in layers)
                Print(
                    $"  {layer.Name,-44}{layer.Operation,-16}{layer.MultiplyAdds / 1e6,10:0.0} "
                    + $"MMAC{layer.MultiplyAdds / all,8:0.0%}");
        }
    }

    private static void Print(string line) => Console.WriteLine(line);

    // In a process of its own, as memory that one front-end gave back would serve the next.
    private static double Peak(string model, string photograph, string frontEnd) =>
        OwnProcess.Ask("front-ends", MemoryOnly, model, photograph, frontEnd);

    private static void PrintPeak(string model, string photograph, string? name)
    {
        using FrontEnd frontEnd = double.TryParse(name, CultureInfo.InvariantCulture, out double scale)
            ? new BicubicFrontEnd(scale)
            : SuperResolver.Load(name!);
        using Detector detector = Detector.Load(model, frontEnd: frontEnd, leaveOpen: true);
        using Mat image = ImageFile.Read(photograph);
        for (int i = 0; i < MemoryCalls; i++) detector.Detect(image);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine((self.PeakWorkingSet64 / (double)(1 << 20)).ToString(CultureInfo.InvariantCulture));
    }
}
