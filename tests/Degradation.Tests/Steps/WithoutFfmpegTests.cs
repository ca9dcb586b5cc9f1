using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>Takes ffmpeg away from the whole process, hence while no other test runs.</summary>
[CollectionDefinition(nameof(WithoutFfmpegTests), DisableParallelization = true)]
[Collection(nameof(WithoutFfmpegTests))]
public sealed class WithoutFfmpegTests
{
    [Fact]
    public void Without_ffmpeg_h264_says_what_to_install()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        using Mat image = TestImages.Flat(16, 16, 9);
        DegradationPlan plan = new(image.Size(), [new H264Step(30)]);
        try
        {
            Environment.SetEnvironmentVariable("PATH", "");
            Assert.Equal(
                "'H.264' needs ffmpeg, which is not on PATH; install it (Debian and Ubuntu: apt-get install ffmpeg).",
                Assert.Throws<VideoSourceException>(() => plan.Apply(image)).Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
