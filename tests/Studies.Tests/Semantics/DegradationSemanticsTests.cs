using DetectionSdk.Degradation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class DegradationSemanticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_are_every_picture_in_every_degradation()
    {
        using DegradationSemantics samples = Read(4);

        Assert.Equal(["clean", "blur", "noise"], samples.ClassNames);
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], samples.Classes);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], samples.Pictures);
    }

    // Pictures are shades 50 levels apart, which neither blur nor noise hides.
    [Fact]
    public void Pixels_of_flat_pictures_tell_the_picture()
    {
        using DegradationSemantics samples = Read(4);

        SemanticsRow row = samples.MeasurePixels();

        Assert.Equal(16 * 16 * 3, row.Dimensions);
        Assert.Equal(1, row.ContentNearest);
        Assert.All(row.Components, components => Assert.Equal(11, components.Length));
    }

    [Fact]
    public void Layers_are_measured_in_their_order()
    {
        string path = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));
        using DegradationSemantics samples = Read(3);
        using LayerFeatures network = LayerFeatures.Open(path, ["enlarged", "blurred"]);

        Assert.Equal(["enlarged", "blurred"], samples.Measure(network).Select(row => row.Source));
    }

    [Fact]
    public void Too_few_pictures_are_refused() =>
        Assert.Equal(
            "There are 2 pictures, too few for a probe that leaves one out; expected at least 3.",
            Assert.Throws<StudyException>(() => Read(2)).Message);

    [Fact]
    public void A_picture_smaller_than_the_square_is_refused() =>
        Assert.Contains(
            "is 24 x 20 pixels; expected at least 32 x 32.",
            Assert.Throws<StudyException>(() => Read(3, side: 32)).Message);

    [Fact]
    public void A_degradation_that_changes_the_size_is_refused()
    {
        DegradationPipeline shrink = new([new DownsampleOptions { Scale = 2 }]);

        Assert.Equal(
            "'shrink' makes 12 x 10 pixels of 24 x 20; expected a degradation that keeps the size.",
            Assert.Throws<StudyException>(
                () => DegradationSemantics.Read(Files(3), [("shrink", shrink)], 8, seed: 1)).Message);
    }

    private DegradationSemantics Read(int count, int side = 16) => DegradationSemantics.Read(
        Files(count),
        [
            ("blur", new DegradationPipeline([new GaussianBlurOptions { KernelSize = 5 }])),
            ("noise", new DegradationPipeline([new GaussianNoiseOptions()])),
        ],
        side, seed: 1);

    private string[] Files(int count) => [.. Enumerable.Range(0, count).Select(i => Write($"{i}.png", 50 * i))];

    private string Write(string name, int shade)
    {
        using Mat picture = new(20, 24, MatType.CV_8UC3, Scalar.All(shade));
        return _folder.Write(name, picture.ToBytes(".png"));
    }
}
