using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

public sealed class HaarBandsTests
{
    [Fact]
    public void Every_kernel_sums_to_zero_and_its_squares_to_one()
    {
        for (int band = 0; band < HaarBands.Count; band++)
        {
            float[] kernel = HaarBands.Kernel(band);
            Assert.Equal(0, kernel.Sum(), 1e-6f);
            Assert.Equal(1, kernel.Sum(value => value * value), 1e-6f);
        }
    }

    [Fact]
    public void The_finest_kernel_across_is_written_out() =>
        Assert.Equal(
            [0.5f, -0.5f, 0.5f, -0.5f],
            new[] { 8 * 3 + 3, 8 * 3 + 4, 8 * 4 + 3, 8 * 4 + 4 }.Select(place => HaarBands.Kernel(0)[place]));

    // Columns of 0 and 255 by turns: 0.5 * (1 - 0) in two rows is 1 at every place, and nothing in any other band,
    // whose halves are as bright.
    [Fact]
    public void A_grating_of_two_pixels_has_all_its_energy_in_the_finest_band_across()
    {
        using Mat grating = new(16, 16, MatType.CV_8UC3);
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 16; x++) grating.Set(y, x, x % 2 == 0 ? new Vec3b(255, 255, 255) : default);

        Mat[] bands = HaarBands.Of(grating);

        Assert.Equal(new Size(9, 9), bands[0].Size());
        Assert.All(bands[0].AsSpan<float>().ToArray(), value => Assert.Equal(1, Math.Abs(value), 1e-5f));
        foreach (Mat band in bands.Skip(1))
            Assert.All(band.AsSpan<float>().ToArray(), value => Assert.Equal(0, value, 1e-5f));
        foreach (Mat band in bands) band.Dispose();
    }
}
