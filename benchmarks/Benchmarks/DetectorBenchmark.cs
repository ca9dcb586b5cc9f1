using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// What the detector costs beside the network. With a model and a photograph as arguments, the stub answers the model's
/// real output and the whole call is compared with the raw session too; without, image and output are drawn.
/// </summary>
internal static class DetectorBenchmark
{
    private const int Side = 640, Rows = 84, Columns = 8400;

    public static void Run(string[] arguments)
    {
        using Mat image = arguments.Length > 1 ? ImageFile.Read(arguments[1]) : DrawImage();
        float[] answer = arguments.Length > 0 ? RunModel(arguments[0], image) : DrawAnswer();
        Console.WriteLine($"image {image.Width}x{image.Height}");
        CompareOverhead(image, answer);
        if (arguments.Length > 1) CompareWholeCall(arguments[0], arguments[1], image);
    }

    private static void CompareOverhead(Mat image, float[] answer)
    {
        string stub = Path.Combine(Path.GetTempPath(), $"stub-{Environment.ProcessId}.onnx");
        string names = "{" + string.Join(", ", Enumerable.Range(0, Rows - 4).Select(i => $"{i}: 'class {i}'")) + "}";
        File.WriteAllBytes(
            stub,
            OnnxStub.Constant(
                [1, 3, Side, Side], [1, Rows, Columns], answer, new Dictionary<string, string> { ["names"] = names }));
        using Detector detector = Detector.Load(stub);
        using BareOpenCv bare = new(Side);
        using RawSession raw = new(stub, Side, Rows, Columns);
        File.Delete(stub);

        Console.WriteLine(
            $"objects {detector.Detect(image).Objects.Count}, allocated "
            + $"{Interleaved.AllocatedBytes(() => detector.Detect(image))} bytes per call");
        TimeSpan prePost = TimeSpan.Zero;
        Interleaved times = Interleaved.Run(400, 1,
            ("Detect on the stub, session included", () => detector.Detect(image)),
            ("session of the stub alone", raw.Run),
            ("bare OpenCV: resize, border, blobFromImage", () => bare.Run(image)));
        times.Print("overhead");
        for (int i = 0; i < 100; i++) prePost += Beside(detector.Detect(image).Timings);
        Console.WriteLine($"  pre + post by the result's own timings: {prePost.TotalMilliseconds / 100:0.000} ms");
    }

    private static TimeSpan Beside(StageTimings timings) => timings.Preprocess + timings.Postprocess;

    private static void CompareWholeCall(string model, string photograph, Mat image)
    {
        using Detector detector = Detector.Load(model);
        using RawSession raw = new(model, Side, Rows, Columns);
        using BareOpenCv bare = new(Side);
        raw.Fill(bare.Run(image));
        Interleaved times = Interleaved.Run(
            100, 1,
            ("Detect of the file, decoding included", () => detector.Detect(photograph)),
            ("Detect of the Mat", () => detector.Detect(image)),
            ("bare OpenCV calls and raw session", () => RunBare(bare, raw, image)),
            ("raw session", raw.Run));
        times.Print("whole call on the real model");
        Console.WriteLine($"  Detect of the Mat / the bare calls: {times.Ratio(1, 2):0.000}");
    }

    private static void RunBare(BareOpenCv bare, RawSession raw, Mat image)
    {
        raw.Fill(bare.Run(image));
        raw.Run();
    }

    private static float[] RunModel(string model, Mat image)
    {
        using RawSession raw = new(model, Side, Rows, Columns);
        using BareOpenCv bare = new(Side);
        raw.Fill(bare.Run(image));
        raw.Run();
        return raw.Output;
    }

    private static Mat DrawImage()
    {
        Mat image = new(1080, 810, MatType.CV_8UC3);
        Cv2.SetTheRNG(1);
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
        return image;
    }

    // Low scores everywhere and 25 objects, as on a busy photograph.
    private static float[] DrawAnswer()
    {
        float[] answer = new float[Rows * Columns];
        Random random = new(1);
        for (int i = 0; i < answer.Length; i++)
            answer[i] = i < 4 * Columns ? random.NextSingle() * Side : random.NextSingle() * 0.05f;
        for (int i = 0; i < 25; i++) answer[(4 + i) * Columns + i * 300] = 0.5f + i * 0.01f;
        return answer;
    }
}
