namespace DetectionSdk.Onnx.Tests.Quantization;

public sealed class ActivationFormatTests
{
    [Theory]
    [InlineData(QuantizationTarget.X64, -1, 3, 4 / 255f, 64)]           // 0 lies 63.75 steps above -1
    [InlineData(QuantizationTarget.X64WithoutVnni, 0, 255, 1, 0)]
    [InlineData(QuantizationTarget.Arm, -1, 3, 4 / 255f, -64)]          // -128 + 63.75
    [InlineData(QuantizationTarget.TensorRt, -1, 3, 3 / 127f, 0)]
    [InlineData(QuantizationTarget.X64, 0, 0, 1, 0)]                    // a tensor of zeros
    public void Scale_and_zero_point_cover_the_range(
        QuantizationTarget target, float low, float high, float scale, int zeroPoint) =>
        Assert.Equal((scale, zeroPoint), ActivationFormat.Of(target).Fit(new ValueRange(low, high)));

    [Fact]
    public void A_range_always_holds_0()
    {
        Assert.Equal(new ValueRange(0, 5), ValueRange.Of(2, 5));
        Assert.Equal(new ValueRange(-5, 0), ValueRange.Of(-5, -2));
    }
}
