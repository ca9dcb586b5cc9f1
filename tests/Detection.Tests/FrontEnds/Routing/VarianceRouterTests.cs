using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Routing;

public sealed class VarianceRouterTests
{
    [Theory]
    [InlineData(0, 0)] // half the pixels d above the middle, half below: variance d squared
    [InlineData(4, 0)]
    [InlineData(5, 1)] // a threshold that is reached counts
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    public void The_number_of_thresholds_that_the_variance_reaches_is_the_part(int difference, int part)
    {
        using Mat pixels = new(8, 8, MatType.CV_8UC3, Scalar.All(100 - difference));
        using (Mat half = pixels.ColRange(0, 4)) half.SetTo(Scalar.All(100 + difference));
        using VarianceRouter router = new([25, 100]);
        Assert.Equal(part, router.Choose(new ImageTile(pixels, new Rect(0, 0, 8, 8)), FrontEndContext.None));
    }

    [Fact]
    public void Thresholds_rise()
    {
        Assert.Throws<ArgumentException>(() => new VarianceRouter([]));
        Assert.Throws<ArgumentException>(() => new VarianceRouter([double.NaN]));
        Assert.StartsWith(
            "The thresholds are [1.5, 1.5]; expected at least one, rising.",
            Assert.Throws<ArgumentException>(() => new VarianceRouter([1.5, 1.5])).Message, StringComparison.Ordinal);
    }
}
