using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class VideoCodecStepTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(80)]
    public void A_webp_step_is_the_round_trip_of_the_codec(int quality)
    {
        using Mat image = TestImages.Scene(91, 61);
        using Mat degraded = new DegradationPlan(image.Size(), [new WebPStep(quality)]).Apply(image);

        byte[] file = image.ImEncode(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, quality));
        using Mat expected = Cv2.ImDecode(file, ImreadModes.Color);
        Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(degraded));
    }

    [Fact]
    public void Webp_refuses_what_the_format_cannot_hold() =>
        Assert.Equal(
            "An image of 16384 x 3 px is too large for WebP; expected sides of at most 16383 px.",
            Assert.Throws<DegradationException>(
                () => new DegradationPlan(new Size(16384, 3), [new WebPStep(50)])).Message);

    [Fact]
    public void H264_keeps_odd_sizes_gives_the_same_bytes_again_and_loses_more_at_higher_factors()
    {
        Assert.SkipWhen(FfmpegReader.InstalledVersion is null, "There is no ffmpeg here.");
        using Mat image = TestImages.Scene(91, 61);
        using Mat good = Apply(image, 10), again = Apply(image, 10), bad = Apply(image, 45);
        Assert.Equal(image.Size(), good.Size());
        Assert.Equal(TestImages.Bytes(good), TestImages.Bytes(again));
        Assert.InRange(Cv2.PSNR(image, good), Cv2.PSNR(image, bad) + 5, 60);
    }

    private static Mat Apply(Mat image, int rateFactor) =>
        new DegradationPlan(image.Size(), [new H264Step(rateFactor)]).Apply(image);
}
