using OpenCvSharp;

namespace DetectionSdk.Tests.Preprocessing;

public sealed class DenoiseTests
{
    [Fact]
    public void A_detector_sees_a_noisy_picture_as_the_filter_leaves_it()
    {
        using NoiseFilter filter = NoiseFilter.Load();
        using Mat noisy = Noisy(new Size(400, 320)), quiet = filter.Upscale(noisy);
        Assert.Equal(Scores(quiet, denoise: false), Scores(noisy, denoise: true));
        Assert.NotEqual(Scores(noisy, denoise: false), Scores(noisy, denoise: true));
    }

    [Fact]
    public void A_picture_that_is_shrunk_is_filtered_afterwards()
    {
        using NoiseFilter filter = NoiseFilter.Load();
        using Mat noisy = Noisy(new Size(1280, 960)), small = new();
        Cv2.Resize(noisy, small, new Size(640, 480));
        using Mat quiet = filter.Upscale(small);
        Assert.Equal(Scores(quiet, denoise: false), Scores(noisy, denoise: true));
    }

    [Fact]
    public void A_picture_that_is_enlarged_is_filtered_before_and_enlarged_bicubically()
    {
        using NoiseFilter filter = NoiseFilter.Load();
        using Mat noisy = Noisy(new Size(160, 128)), quiet = filter.Upscale(noisy), large = new();
        Cv2.Resize(quiet, large, new Size(320, 256), 0, 0, InterpolationFlags.Cubic);
        Assert.Equal(Scores(large, denoise: false), Scores(noisy, denoise: true));
    }

    [Fact]
    public void A_picture_without_noise_is_seen_as_it_is()
    {
        using Mat picture = Picture(new Size(400, 320));
        Assert.Equal(Scores(picture, denoise: false), Scores(picture, denoise: true));
    }

    [Fact]
    public void The_model_says_so_and_the_options_have_the_last_word()
    {
        using Detector general = Detector.LoadDefault(), asked = Detector.LoadDefault(new() { Denoise = false });
        Assert.Equal((true, false), (general.Model.Denoise, asked.Model.Denoise));
        Assert.Equal("True", general.Model.Metadata["denoise"]);
    }

    private static float[] Scores(Mat image, bool denoise)
    {
        using Detector detector = Detector.LoadDefault(new DetectorOptions { Confidence = 0.005f, Denoise = denoise });
        float[] scores = [.. detector.Detect(image).Objects.Select(found => found.Score)];
        Assert.NotEmpty(scores);
        return scores;
    }

    private static Mat Noisy(Size size)
    {
        using Mat picture = Picture(size), noise = new(size, MatType.CV_8UC3);
        Cv2.SetTheRNG(1);
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(30));
        Mat noisy = new();
        Cv2.Add(picture, noise, noisy);
        return noisy;
    }

    private static Mat Picture(Size size)
    {
        Mat picture = new(size, MatType.CV_8UC3, new Scalar(120, 130, 110));
        Cv2.Circle(picture, new Point(size.Width / 2, size.Height / 3), size.Height / 5, new Scalar(40, 90, 200), -1);
        Cv2.Rectangle(
            picture, new Rect(size.Width / 8, size.Height / 2, size.Width / 2, size.Height / 4),
            new Scalar(170, 60, 50), -1);
        return picture;
    }
}
