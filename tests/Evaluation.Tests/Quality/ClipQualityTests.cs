using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Quality;

public sealed class ClipQualityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_mean_over_the_frames_within_the_smaller_size()
    {
        string reference = Write("a.avi", new Size(48, 32), 50, 60, 70);
        string clip = Write("b.avi", new Size(32, 32), 51, 70, 71);
        // Differences of 1, 10 and 1 grey level: 48.13, 28.13 and 48.13 dB.
        Assert.Equal(124.392 / 3, ClipQuality.Psnr(reference, clip), 0.001);
        Assert.Equal(48.131, ClipQuality.Psnr(reference, clip, (frame, number) => number == 1
            ? new Mat(frame.Size(), frame.Type(), Scalar.All(61)) : frame.Clone()), 0.001);
    }

    [Fact]
    public void Clips_that_do_not_fit_are_refused_by_what_differs()
    {
        string three = Write("a.avi", new Size(48, 32), 50, 60, 70), two = Write("b.avi", new Size(48, 32), 50, 60);
        string large = Write("c.avi", new Size(64, 32), 50, 60, 70);
        string message = $"has not as many frames as '{three}'; expected as many.";
        Assert.Equal($"'{two}' {message}", Fault(three, two));
        Assert.Equal($"'{three}' {message.Replace(three, two, StringComparison.Ordinal)}", Fault(two, three));
        Assert.Equal(
            $"Frame 0 of '{large}' is 64 x 32 pixels, that of '{three}' 48 x 32; expected at most as many.",
            Fault(three, large));
    }

    private static string Fault(string reference, string clip) =>
        Assert.Throws<EvaluationException>(() => ClipQuality.Psnr(reference, clip)).Message;

    private string Write(string name, Size size, params ReadOnlySpan<int> levels)
    {
        string path = Path.Combine(_folder.Root, name);
        using VideoWriter writer = new(path, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), 10, size);
        foreach (int level in levels)
        {
            using Mat frame = new(size, MatType.CV_8UC3, Scalar.All(level));
            writer.Write(frame);
        }
        return path;
    }
}
