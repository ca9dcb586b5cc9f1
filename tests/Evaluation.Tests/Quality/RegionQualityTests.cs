using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

public sealed class RegionQualityTests
{
    private static readonly RegionQuality Quality = new(2, new HashSet<int> { 0 });

    [Fact]
    public void A_picture_is_its_own_original()
    {
        using Mat picture = Grating(255), labels = Halves();
        RegionScores scores = Quality.Compare(picture, picture, labels);

        Assert.Equal(double.PositiveInfinity, scores.Psnr);
        Assert.Equal([0.0, 0.0], scores.BandErrors);
        Assert.Equal((0.0, 0.0), (scores.EdgeError, scores.TextureError));
    }

    // Half the contrast leaves half the energy: 0.5 of a band of energy 1 is missing, and of 1 + 1/255; the other eight
    // bands are empty in both.
    [Fact]
    public void A_grating_of_half_the_contrast_lacks_half_of_one_band_in_nine()
    {
        using Mat original = Grating(254), faded = Grating(127), labels = Halves();
        RegionScores scores = Quality.Compare(original, faded, labels);
        double energy = 254 / 255.0, expected = energy / 2 / (energy + 1 / 255.0) / 9;

        Assert.Equal(expected, scores.BandErrors[0]!.Value, 1e-4);
        Assert.Equal(expected, scores.BandErrors[1]!.Value, 1e-4);
        Assert.Equal(expected, scores.BandError, 1e-4);
        Assert.Equal(0.5, scores.TextureError, 1e-3);
        Assert.Equal(energy / 2 / 6, scores.EdgeError, 1e-4); // one of the six finest bands
    }

    [Fact]
    public void A_class_that_is_hardly_shown_has_no_error()
    {
        using Mat picture = Grating(255), labels = new(64, 64, MatType.CV_8UC1, Scalar.All(0));
        Assert.Equal([0.0, null], Quality.Compare(picture, picture, labels).BandErrors);
    }

    [Fact]
    public void What_a_picture_does_not_show_has_no_error_at_all()
    {
        using Mat picture = Grating(255), labels = new(64, 64, MatType.CV_8UC1, Scalar.All(1));
        RegionScores scores = Quality.Compare(picture, picture, labels);
        Assert.Equal((double.NaN, double.NaN), (scores.EdgeError, scores.TextureError)); // one class, no background
        Assert.Equal(double.PositiveInfinity, scores.ObjectPsnr);
    }

    [Fact]
    public void Edges_lie_within_three_pixels_of_where_two_classes_meet_and_void_makes_none()
    {
        using Mat labels = new(1, 20, MatType.CV_8UC1, Scalar.All(1));
        for (int x = 0; x < 8; x++) labels.Set(0, x, (byte)0);
        for (int x = 16; x < 20; x++) labels.Set(0, x, LabelMap.None);

        using Mat edges = RegionQuality.Edges(labels);

        Assert.Equal(
            [0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0], edges.AsSpan<byte>().ToArray());
    }

    private static Mat Halves()
    {
        Mat labels = new(64, 64, MatType.CV_8UC1, Scalar.All(0));
        using Mat half = labels[0, 64, 32, 64];
        half.SetTo(Scalar.All(1));
        return labels;
    }

    private static Mat Grating(byte bright)
    {
        Mat grating = new(64, 64, MatType.CV_8UC3);
        for (int y = 0; y < 64; y++)
            for (int x = 0; x < 64; x++) grating.Set(y, x, x % 2 == 0 ? new Vec3b(bright, bright, bright) : default);
        return grating;
    }
}
