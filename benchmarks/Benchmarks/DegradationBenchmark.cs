using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What the <c>aeris</c> preset costs beside the OpenCV calls it stands on, how it scales to two threads, and what it
/// allocates; then what a small picture costs with every preset. One action draws and applies 24 plans to a 416-pixel
/// picture. OpenCV runs on one thread, as in the workers of a data loader.
/// </summary>
internal static class DegradationBenchmark
{
    private const int Plans = 24, Side = 416, PresetPlans = 500;

    public static void Run(string[] arguments)
    {
        int threads = Cv2.GetNumThreads();
        Cv2.SetNumThreads(1);
        using Mat picture = arguments.Length > 0 ? Cv2.ImRead(arguments[0]) : DrawPicture(Side);
        CompareWithOpenCv(picture);
        CompareThreads(picture);
        foreach (int side in new[] { Side / 2, Side, 2 * Side }) PrintAllocation(side);
        PrintPresets();
        Cv2.SetNumThreads(threads);
    }

    private static void CompareWithOpenCv(Mat picture)
    {
        using BareOpenCv inFloat = new(picture, MatType.CV_32FC3), inBytes = new(picture, MatType.CV_8UC3);
        Interleaved times = Interleaved.Run(60, 1,
            ("aeris: sample, ApplyFloat", () => Degrade(picture, asBytes: false)),
            ("aeris: sample, Apply (8-bit result)", () => Degrade(picture, asBytes: true)),
            ("bare OpenCV in 8 bit", inBytes.Run),
            ("bare OpenCV in float", inFloat.Run));
        times.Print($"{Plans} plans on {picture.Width}x{picture.Height}");
        Console.WriteLine(
            $"  ApplyFloat / bare in float {times.Ratio(0, 3):0.000}, Apply / bare in 8 bit {times.Ratio(1, 2):0.000}");
    }

    /// <summary>
    /// By the clock, with arithmetic in registers as the control: it shows how much of a second core the machine has to
    /// give just now. And by processor time, which a busy machine does not change: what two threads cost more than one
    /// is what they lose to each other.
    /// </summary>
    private static void CompareThreads(Mat picture)
    {
        Action degrade = () =>
            Degrade(picture, asBytes: false), twice = () =>
                { degrade(); degrade(); }, together = () => InTwoThreads(degrade);
        Interleaved times = Interleaved.Run(40, 1,
            ("degrade twice on one thread", twice),
            ("degrade on two threads", together),
            ("arithmetic twice on one thread", () => { Callers.Calculate(); Callers.Calculate(); }),
            ("arithmetic on two threads", () => InTwoThreads(Callers.Calculate)));
        times.Print("threads");
        Console.WriteLine(
            $"  by the clock two threads do {times.Ratio(0, 1):0.00} times the work of one; arithmetic "
            + $"{times.Ratio(2, 3):0.00} times");

        double[] ratios =
        [
            .. Enumerable.Range(0, 40)
                .Select(_ => Callers.ProcessorTime(together) / Callers.ProcessorTime(twice)).Order()
        ];
        Console.WriteLine(
            $"  by processor time a plan costs {ratios[20]:0.000} times as much on two threads (quartiles "
            + $"{ratios[10]:0.000} to {ratios[30]:0.000}): {2 / ratios[20]:0.00} times the work where two cores are "
            + "free");
    }

    private static void InTwoThreads(Action action) =>
        Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = 2 }, action, action);

    private static void PrintAllocation(int side)
    {
        using Mat picture = DrawPicture(side);
        long bytes = Interleaved.AllocatedBytes(() => Degrade(picture, asBytes: true)) / Plans;
        Console.WriteLine($"managed allocation per image of {side}x{side}: {bytes} bytes");
    }

    /// <summary>The mean, because a few plans cost most.</summary>
    private static void PrintPresets()
    {
        using Mat drawn = DrawPicture(Side);
        using Mat picture = drawn.Resize(new Size(320, 240));
        foreach (string preset in DegradationPipeline.PresetNames)
        {
            DegradationPipeline pipeline = DegradationPipeline.FromPreset(preset);
            ForEverySeed(pipeline, picture);
            TimeSpan time = Callers.ProcessorTime(() => ForEverySeed(pipeline, picture)) / PresetPlans;
            Console.WriteLine($"{preset}: {time.TotalMilliseconds:0.0} ms of processor time per picture of 320x240");
        }
    }

    private static void ForEverySeed(DegradationPipeline pipeline, Mat picture)
    {
        for (int seed = 0; seed < PresetPlans; seed++)
        {
            using Mat degraded = pipeline.Sample(seed, picture.Size()).Apply(picture);
        }
    }

    private static void Degrade(Mat picture, bool asBytes)
    {
        for (int seed = 0; seed < Plans; seed++)
        {
            DegradationPlan plan = DegradationPipeline.Aeris.Sample(seed, picture.Size());
            using Mat degraded = asBytes ? plan.Apply(picture) : plan.ApplyFloat(picture);
        }
    }

    /// <summary>Waves, edges and grain: something in every frequency.</summary>
    private static Mat DrawPicture(int side)
    {
        Mat picture = new(side, side, MatType.CV_8UC3);
        Random random = new(1);
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
                picture.At<Vec3b>(y, x) = new Vec3b(
                    (byte)(127 + 100 * Math.Sin(x * x / 900.0) + random.Next(20)),
                    (byte)((x / 24 + y / 24) % 2 == 0 ? 60 : 190),
                    (byte)(255 * y / side));
        return picture;
    }

    /// <summary>
    /// The same draws as bare calls (filter, resize, randn and add) with kernels computed before and buffers reused.
    /// </summary>
    private sealed class BareOpenCv : IDisposable
    {
        private readonly Mat _picture = new();
        private readonly Mat _blurred = new(), _resized = new(), _noise = new(), _result = new();
        private readonly MatType _type;
        private readonly List<(Mat? Line, Mat? Kernel, Size Size, InterpolationFlags Method, double Noise)> _calls = [];

        public BareOpenCv(Mat picture, MatType type)
        {
            bool isFloat = type == MatType.CV_32FC3;
            picture.ConvertTo(_picture, type, isFloat ? 1.0 / 255 : 1);
            _type = type;
            for (int seed = 0; seed < Plans; seed++)
            {
                DegradationPlan plan = DegradationPipeline.Aeris.Sample(seed, picture.Size());
                GaussianBlurStep? blur = plan.Steps.OfType<GaussianBlurStep>().SingleOrDefault();
                bool round = blur is not null && blur.SigmaX == blur.SigmaY;
                ResizeStep resize = plan.Steps.OfType<ResizeStep>().Single();
                _calls.Add((
                    round ? Cv2.GetGaussianKernel(blur!.KernelSize, blur.SigmaX, MatType.CV_32F) : null,
                    blur is not null && !round ? Mat.FromArray(blur.Kernel()) : null,
                    plan.OutputSize,
                    resize.Method switch
                    {
                        ResizeMethod.Nearest => InterpolationFlags.Nearest,
                        ResizeMethod.Bilinear => InterpolationFlags.Linear,
                        _ => InterpolationFlags.Cubic,
                    },
                    plan.Steps.OfType<GaussianNoiseStep>().Single().StandardDeviation / (isFloat ? 255 : 1)));
            }
        }

        public void Run()
        {
            foreach ((Mat? line, Mat? kernel, Size size, InterpolationFlags method, double noise) in _calls)
            {
                if (line is not null)
                    Cv2.SepFilter2D(_picture, _blurred, -1, line, line, borderType: BorderTypes.Reflect101);
                if (kernel is not null)
                    Cv2.Filter2D(_picture, _blurred, -1, kernel, borderType: BorderTypes.Reflect101);
                Cv2.Resize(line is null && kernel is null ? _picture : _blurred, _resized, size, interpolation: method);
                _noise.Create(_resized.Size(), MatType.CV_32FC3);
                Cv2.Randn(_noise, Scalar.All(0), Scalar.All(noise));
                Cv2.Add(_resized, _noise, _result, dtype: _type.Depth);
            }
        }

        public void Dispose()
        {
            _picture.Dispose();
            _blurred.Dispose();
            _resized.Dispose();
            _noise.Dispose();
            _result.Dispose();
            foreach ((Mat? line, Mat? kernel, _, _, _) in _calls)
            {
                line?.Dispose();
                kernel?.Dispose();
            }
        }
    }
}
