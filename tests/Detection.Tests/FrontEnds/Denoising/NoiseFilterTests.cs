using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Denoising;

public sealed class NoiseFilterTests : IDisposable
{
    private readonly NoiseFilter _filter = NoiseFilter.Load(new() { Provider = ExecutionProvider.Cpu });

    [Theory]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(25)]
    [InlineData(85)] // more than it ever learned
    public void Noise_goes_and_edges_stay(double noise)
    {
        using Mat clean = Flat();
        clean[new Rect(160, 0, 160, 240)].SetTo(new Scalar(40, 160, 220));
        using Mat noisy = NoisyPicture.Of(clean, noise), quiet = _filter.Upscale(noisy);
        Assert.Equal((MatType.CV_8UC3, clean.Size()), (quiet.Type(), quiet.Size()));
        Assert.True(Error(quiet, clean) < 0.35 * Error(noisy, clean), $"{Error(quiet, clean)}");
        using Mat edge = clean[new Rect(150, 0, 20, 240)], edgeOfQuiet = quiet[new Rect(150, 0, 20, 240)];
        Assert.True(Error(edgeOfQuiet, edge) < 0.6 * noise, $"{Error(edgeOfQuiet, edge)}");
    }

    [Theory]
    [InlineData(320, 240, 0)]
    [InlineData(320, 240, 2)] // less than the least
    [InlineData(15, 1000, 20)] // too small to tell
    [InlineData(1, 1, 20)]
    public void Pictures_without_noise_that_shows_stay_to_the_bit(int width, int height, double noise)
    {
        using Mat flat = new(height, width, MatType.CV_8UC3, Scalar.All(120)), image = NoisyPicture.Of(flat, noise);
        using Mat result = _filter.Upscale(image);
        Assert.Equal(0, Cv2.Norm(image, result, NormTypes.INF));
    }

    [Fact]
    public void What_varies_in_parts_of_a_picture_stays()
    {
        using Mat image = Flat();
        for (int x = 0; x < 320; x += 2) Cv2.Line(image, x, 0, x, 160, Scalar.All(200));
        using Mat result = _filter.Upscale(image);
        Assert.Equal(0, Cv2.Norm(image, result, NormTypes.INF));
    }

    [Theory]
    [InlineData(33, 47)]
    [InlineData(64, 65)]
    [InlineData(1, 1100)]
    public void Any_size_will_do(int height, int width)
    {
        using Mat flat = new(height + 32, width + 32, MatType.CV_8UC3, Scalar.All(120));
        using Mat image = NoisyPicture.Of(flat, 20);
        using Mat result = _filter.Upscale(image);
        Assert.Equal(image.Size(), result.Size());
        Assert.True(Error(result, flat) < 10, $"{Error(result, flat)}");
    }

    [Fact]
    public void Grey_pictures_of_16_bits_are_taken_and_empty_ones_refused()
    {
        using Mat flat = Flat(), noisy = NoisyPicture.Of(flat, 15), grey = new(), deep = new(), empty = new();
        Cv2.CvtColor(noisy, grey, ColorConversionCodes.BGR2GRAY);
        grey.ConvertTo(deep, MatType.CV_16UC1, 257);
        using Mat quiet = _filter.Upscale(grey), quietDeep = _filter.Upscale(deep);
        Assert.Equal(0, Cv2.Norm(quiet, quietDeep, NormTypes.INF));
        Assert.Throws<ImageFormatException>(() => _filter.Upscale(empty));
    }

    [Fact]
    public void What_its_options_may_not_be_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseFilter.Load(new() { Threads = -1 }));

    public void Dispose() => _filter.Dispose();

    private static Mat Flat() => new(240, 320, MatType.CV_8UC3, new Scalar(90, 120, 150));

    private static double Error(Mat one, Mat other) =>
        Cv2.Norm(one, other, NormTypes.L2) / Math.Sqrt(one.Total() * one.Channels());
}
