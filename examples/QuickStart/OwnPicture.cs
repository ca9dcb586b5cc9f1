using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.QuickStart;

/// <summary>
/// Searches a picture, or every frame of a clip, with the street model and writes an annotated copy beside the
/// program's working folder.
/// </summary>
internal static class OwnPicture
{
    private static readonly string[] ClipExtensions = [".mp4", ".avi", ".mov", ".mkv", ".webm"];

    public static int Run(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}' does not exist; expected a picture or a clip.");
        using Detector detector = Detector.LoadDefault();
        return ClipExtensions.Contains(Path.GetExtension(path).ToLowerInvariant())
            ? SearchClip(detector, path)
            : SearchPicture(detector, path);
    }

    private static int SearchPicture(Detector detector, string path)
    {
        using Mat picture = ImageFile.Read(path);
        DetectionResult result = detector.Detect(picture);
        foreach (DetectedObject found in result.Objects)
            Console.WriteLine(
                $"{found.Label} {found.Score:0.00} at {found.Box.X:0}, {found.Box.Y:0}, {found.Box.Width:0} x "
                + $"{found.Box.Height:0}");
        using Mat drawn = result.Draw(picture);
        string output = Path.GetFileNameWithoutExtension(path) + "-found.png";
        if (!drawn.SaveImage(output)) throw new IOException($"'{Path.GetFullPath(output)}' could not be written.");
        Console.WriteLine(
            $"{result.Objects.Count} objects in {result.Timings.Total.TotalMilliseconds:0} ms: "
            + $"{Path.GetFullPath(output)}");
        return 0;
    }

    private static int SearchClip(Detector detector, string path)
    {
        string output = Path.GetFileNameWithoutExtension(path) + "-found.avi";
        using VideoCapture clip = new(path);
        if (!clip.IsOpened()) throw new ImageFormatException($"'{path}' is no clip that OpenCV can read.");
        using VideoWriter writer = new(
            output, FourCC.MJPG, clip.Fps, new OpenCvSharp.Size(clip.FrameWidth, clip.FrameHeight));
        if (!writer.IsOpened()) throw new IOException($"'{Path.GetFullPath(output)}' could not be written.");
        using Mat frame = new();
        int frames = 0, objects = 0;
        for (; clip.Read(frame); frames++)
        {
            DetectionResult result = detector.Detect(frame);
            objects += result.Objects.Count;
            using Mat drawn = result.Draw(frame);
            writer.Write(drawn);
        }
        Console.WriteLine($"{objects} objects in {frames} frames: {Path.GetFullPath(output)}");
        return 0;
    }
}
