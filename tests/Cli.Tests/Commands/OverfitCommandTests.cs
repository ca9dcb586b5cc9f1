using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class OverfitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void A_clip_becomes_a_bundle_that_is_played_back()
    {
        string clip = Write(), bundle = _folder.File("clip.zip");
        Detsdk run = Detsdk.Run(
            "overfit", clip, "--steps", "4", "--batch", "4", "--patch", "16", "--width", "0.0625", "--depth", "2",
            "--threads", "1", "--out", bundle);
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.Trim().Split('\n');
        Assert.StartsWith("5 frames of 48 x 32: ", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["fitted", "bicubic", "H.264"], lines[^3..].Select(line => line.Split(' ')[0]));
        Assert.Contains($"{new FileInfo(bundle).Length} bytes: clip ", run.Output, StringComparison.Ordinal);

        Detsdk measured = Detsdk.Run("overfit", clip, "--measure", "--out", bundle);
        Assert.Equal(ExitCode.Success, measured.ExitCode);
        Assert.Equal(lines[^4..], measured.Output.Trim().Split('\n'));

        string low = _folder.File("clip.zip.run/low.mp4"), given = _folder.File("given.zip");
        Detsdk without = Detsdk.Run(
            "overfit", clip, "--low", low, "--steps", "4", "--batch", "4", "--patch", "16", "--width", "0.0625",
            "--depth", "2", "--threads", "1", "--out", given);
        Assert.Equal((ExitCode.Success, ""), (without.ExitCode, without.Error));
        Assert.Equal(File.ReadAllBytes(bundle), File.ReadAllBytes(given));

        Detsdk played = Detsdk.Run("enhance", bundle, "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Success, "5 frames, 96 x 64"), (played.ExitCode, played.Output.Trim()));
        Assert.True(File.Exists(_folder.File("out/clip.avi")));

        long before = new FileInfo(bundle).Length;
        Detsdk smaller = Detsdk.Run("overfit", clip, "--out", bundle, "--resume", "--weights", "byte");
        Assert.Equal(ExitCode.Success, smaller.ExitCode);
        Assert.InRange(new FileInfo(bundle).Length, before / 4, before - 1);

        string maps = _folder.File("maps");
        Detsdk mapped = Detsdk.Run("enhance", bundle, "--map", maps, "--out", _folder.File("out2"));
        Assert.Equal(ExitCode.Success, mapped.ExitCode);
        Assert.Contains("of the tiles", mapped.Output, StringComparison.Ordinal);
        Assert.Equal(5, Directory.GetFiles(maps, "*.png").Length);

        Detsdk other = Detsdk.Run("enhance", clip, "--model", bundle, "--out", _folder.File("out"));
        Assert.Equal(
            (ExitCode.Usage, $"detsdk: '{bundle}' was fitted to a clip of its own and restores nothing else; it is "
                + $"played by detsdk enhance {bundle}."),
            (other.ExitCode, Assert.Single(other.ErrorLines)));
        Detsdk again = Detsdk.Run("overfit", clip, "--out", bundle);
        Assert.Equal(ExitCode.Failed, again.ExitCode);
        Assert.Contains("Continue it with --resume", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_learned_is_refused_before_anything_is_written()
    {
        string absent = _folder.File("absent.mp4");
        Detsdk run = Detsdk.Run("overfit", absent, "--out", _folder.File("a.zip"));
        Assert.Equal((ExitCode.Failed, $"detsdk: '{absent}' does not exist."), (run.ExitCode, run.ErrorLines.Single()));
        Detsdk wrong = Detsdk.Run("overfit", absent, "--rate-factor", "52", "--out", _folder.File("a.zip"));
        Assert.Equal(
            (ExitCode.Usage, "detsdk: --rate-factor is 52; expected 0 to 51."),
            (wrong.ExitCode, wrong.ErrorLines.Single()));
        Detsdk low = Detsdk.Run("overfit", Write(), "--low", absent, "--out", _folder.File("a.zip"));
        Assert.Equal(
            (ExitCode.Usage, $"detsdk: --low is '{absent}', which does not exist."),
            (low.ExitCode, low.ErrorLines.Single()));
        Assert.False(File.Exists(_folder.File("a.zip")));
    }

    [Fact]
    public void A_clip_that_changes_its_size_is_refused_by_the_frame()
    {
        string clip = _folder.File("changing.mjpeg");
        using (Mat wide = new(64, 96, MatType.CV_8UC3, Scalar.All(90)))
        using (Mat tall = new(96, 64, MatType.CV_8UC3, Scalar.All(90)))
            File.WriteAllBytes(
                clip,
                [
                    .. Enumerable.Repeat(wide.ImEncode(".jpg"), 3).Concat(Enumerable.Repeat(tall.ImEncode(".jpg"), 3))
                        .SelectMany(frame => frame)
                ]);
        Detsdk run = Detsdk.Run("overfit", clip, "--out", _folder.File("a.zip"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(
            $"detsdk: '{clip}': frame 3 is 64 x 96 pixels, the first was 96 x 64; expected one size.",
            run.ErrorLines.Single());
        Assert.False(File.Exists(_folder.File("a.zip")));
    }

    private string Write()
    {
        string path = _folder.File("source.avi");
        using VideoWriter writer = new(
            path, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), 10, new Size(96, 64));
        for (int frame = 0; frame < 5; frame++)
        {
            using Mat image = new(64, 96, MatType.CV_8UC3, Scalar.All(90));
            Cv2.Circle(image, new Point(20 + 10 * frame, 30), 12, Scalar.White, -1);
            writer.Write(image);
        }
        return path;
    }
}
