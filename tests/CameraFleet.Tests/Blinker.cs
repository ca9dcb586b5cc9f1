using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>
/// A clip of 45 frames that shows red for ten and black for the rest, and a detector that calls red an object: long
/// enough apart for a tracker to take every red for another.
/// </summary>
internal static class Blinker
{
    public const int Length = 45, Red = 10;

    public static string WriteClip(string path)
    {
        using VideoWriter writer = new(path, FourCC.MJPG, 25, new Size(32, 32));
        for (int i = 0; i < Length; i++)
        {
            using Mat frame = new(32, 32, MatType.CV_8UC3, i < Red ? new Scalar(0, 0, 255) : Scalar.Black);
            writer.Write(frame);
        }
        return path;
    }

    public static Detector OpenDetector() => Detector.Load(
        OnnxStub.CellMeans(
            [1, 3, 32, 32], [16, 16, 8, 8, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
            metadata: new Dictionary<string, string> { ["names"] = "{0: 'red'}" }),
        new DetectorOptions { Provider = ExecutionProvider.Cpu, Threads = 1 });
}
