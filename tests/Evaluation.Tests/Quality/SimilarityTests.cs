using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Quality;

public sealed class SimilarityTests
{
    [Fact]
    public void The_mean_leaves_out_what_has_no_structural_similarity()
    {
        Similarity mean = Similarity.Mean([new(30, 0.8), new(20, double.NaN), new(40, 0.6)]);
        Assert.Equal((30, 0.7), (mean.Psnr, Math.Round(mean.Ssim, 12)));
        Assert.Equal(double.NaN, Similarity.Mean([new(20, double.NaN)]).Ssim);
        Assert.Throws<InvalidOperationException>(() => Similarity.Mean([]));
    }

    [Fact]
    public void A_border_is_left_out_of_the_luma_as_well()
    {
        using Mat reference = new(20, 20, MatType.CV_8UC3, Scalar.All(90)), image = reference.Clone();
        Cv2.Rectangle(image, new Rect(0, 0, 20, 20), Scalar.All(10), 2);
        Assert.Equal(new(double.PositiveInfinity, 1), Similarity.Measure(reference, image, QualityChannels.Luma, 2));
        Assert.True(Similarity.Measure(reference, image, QualityChannels.Luma, 1)!.Psnr < 30);
        // Of 20 pixels 10 are left, one less than the window.
        Assert.Equal(
            new(double.PositiveInfinity, double.NaN), Similarity.Measure(reference, image, QualityChannels.All, 5));
    }

    [Fact]
    public void Images_of_different_sizes_are_not_compared()
    {
        using Mat a = new(20, 20, MatType.CV_8UC3, Scalar.All(1)), b = new(20, 21, MatType.CV_8UC3, Scalar.All(1));
        Assert.Null(Similarity.Measure(a, b));
    }
}
