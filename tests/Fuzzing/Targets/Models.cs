using OpenCvSharp;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Models on one thread, and a picture for them.</summary>
internal static class Models
{
    private static readonly Mat Picture = Draw();

    public static Detector Detector(string path) =>
        DetectionSdk.Detector.Load(path, new DetectorOptions { Provider = ExecutionProvider.Cpu, Threads = 1 });

    public static SuperResolver SuperResolver(string path) =>
        DetectionSdk.SuperResolver.Load(
            path, new SuperResolverOptions { Provider = ExecutionProvider.Cpu, Threads = 1 });

    public static void Detect(Detector detector) => detector.Detect(Picture);

    public static void Enlarge(SuperResolver resolver) => resolver.Upscale(Picture).Dispose();

    private static Mat Draw()
    {
        Mat picture = new(48, 64, MatType.CV_8UC3, Scalar.All(90));
        picture.Rectangle(new Rect(8, 8, 24, 20), Scalar.All(230), thickness: -1);
        return picture;
    }
}
