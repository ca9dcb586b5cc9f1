using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class CenterDecoderTests
{
    [Fact]
    public void Boxes_are_in_pixels_and_only_peaks_score()
    {
        using var scope = NewDisposeScope();
        // Two rows of three cells. Class 0 peaks at row 1, column 2; class 1 at row 0, column 0, and, far enough, at
        // row 0, column 2.
        Tensor heatmap = tensor(new[] { -2f, -1f, 0.5f, -3f, 0f, 1f, 2f, -1f, 0f, -3f, -3f, -2f }).view(1, 2, 2, 3);
        Tensor size = tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f, 0.5f, 1f, 1.5f, 2f, 2.5f, -1f }).view(1, 2, 2, 3);
        Tensor offset = tensor(new[] { 0.5f, 0f, 0f, 0f, 0f, 0.25f, 0.5f, 0f, 0f, 0f, 0f, 0.75f }).view(1, 2, 2, 3);

        Tensor decoded = CenterDecoder.Decode(new AerisOutput(heatmap, size, offset, null));

        Assert.Equal([1, 6, 6], decoded.shape);
        double[] first = Column(decoded, 0), last = Column(decoded, 5), third = Column(decoded, 2);
        Assert.Equal([2, 2, 4, 2, 0, 1 / (1 + Math.Exp(-2))], first, Close);
        // (2.25, 1.75) cells; a negative height is none
        Assert.Equal([9, 7, 24, 0, 1 / (1 + Math.Exp(-1)), 0], last, Close);
        Assert.Equal([8, 0, 12, 6, 0, 0.5], third, Close);
        Assert.Equal(3, decoded.narrow(1, 4, 2).count_nonzero().item<long>());
    }

    private static readonly IEqualityComparer<double> Close = EqualityComparer<double>.Create(
        (a, b) => Math.Abs(a - b) < 1e-6);

    private static double[] Column(Tensor decoded, long cell) =>
        [.. decoded[0, .., cell].data<float>().ToArray().Select(value => (double)value)];
}
