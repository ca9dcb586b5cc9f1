using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public class RidgeRegressionTests
{
    [Fact]
    public void Weights_are_those_of_least_squares_and_a_penalty_shortens_them()
    {
        using Mat inputs = FeatureRows.ToMat([[1f], [2f], [3f]]);
        using Mat targets = FeatureRows.ToMat([[2f, 0], [4f, 0], [6f, 0]]);

        using Mat exact = RidgeRegression.Fit(inputs, targets, 1e-9);
        using Mat shorter = RidgeRegression.Fit(inputs, targets, 14);

        Assert.Equal([2, 0], exact.AsSpan<float>().ToArray().Select(value => Math.Round(value, 4)));
        Assert.Equal(1, shorter.At<float>(0, 0), 5); // 28 / (14 + 14)
    }
}
