using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class LayerFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    // A mean over 7 x 7 pixels of each channel, black around the picture.
    public LayerFeaturesTests() => _path = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_layer_gives_every_number_that_it_computes_in_red_green_blue()
    {
        using LayerFeatures network = LayerFeatures.Open(_path);
        using Mat picture = new(9, 8, MatType.CV_8UC3, new Scalar(0, 51, 255)); // red 1, green 0.2

        float[] values = Assert.Single(network.Flat(picture));

        Assert.Equal(["blurred"], network.Layers);
        Assert.Equal(3 * 9 * 8, values.Length);
        Assert.Equal(1, values[4 * 8 + 4], 5);
        Assert.Equal(0.2, values[72 + 4 * 8 + 4], 5);
        Assert.Equal(16 / 49.0, values[0], 5);
        Assert.Equal(0, values[^1], 5);
    }

    [Fact]
    public void Statistics_are_means_then_deviations_of_the_channels_at_any_size()
    {
        string repeating = _folder.Write("repeating.onnx", SuperResolutionStub.Fixed(2, blur: false));
        using LayerFeatures network = LayerFeatures.Open(repeating, ["enlarged"]);
        using Mat picture = new(4, 6, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(picture, new Rect(0, 0, 3, 4), new Scalar(0, 0, 255), -1); // red: half 1, half 0

        float[] values = network.ChannelStatistics(picture)[0];

        Assert.Equal([0.5f, 0, 0, 0.5f, 0, 0], values);
    }

    [Fact]
    public void A_layer_that_is_not_there_is_refused_with_those_that_are() =>
        Assert.Equal(
            $"'{_path}' has no layer 'Conv_9'; its convolutions are blurred.",
            Assert.Throws<OnnxFormatException>(() => LayerFeatures.Open(_path, ["Conv_9"])).Message);

    [Fact]
    public void A_network_for_any_size_is_asked_for_the_pictures_own()
    {
        string any = _folder.Write("any.onnx", SuperResolutionStub.Any());
        using LayerFeatures network = LayerFeatures.Open(any, ["enlarged"]);
        using Mat picture = new(20, 30, MatType.CV_8UC3, Scalar.All(100));

        Assert.Equal(3 * 20 * 30, network.Flat(picture)[0].Length);
    }

    // Red above 4 x 8 pixels of a segmenter of stride 4, which sees 5 x 7 extended by what lies at their rim.
    [Fact]
    public void A_segmenter_sees_the_picture_extended_to_its_stride()
    {
        string segmenter = _folder.Write("segmenter.onnx", SegmenterStub.Make());
        using LayerFeatures network = LayerFeatures.Open(segmenter, ["shares"]);
        using Mat picture = new(5, 7, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(picture, new Rect(0, 0, 7, 4), new Scalar(0, 0, 255), -1);

        float[] values = network.Flat(picture)[0];

        Assert.Equal(2 * 8 * 8, values.Length);
        Assert.Equal(Enumerable.Repeat(1f, 32).Concat(Enumerable.Repeat(0f, 32)), values[..64]);
    }

    [Fact]
    public void A_network_that_is_told_more_than_the_picture_is_refused_with_what_it_wants()
    {
        string told = _folder.Write("told.onnx", SuperResolutionStub.Told(2));

        Assert.Equal(
            $"'{told}' takes 'maps' beside the picture; expected a network of pictures alone.",
            Assert.Throws<StudyException>(() => LayerFeatures.Open(told, ["enlarged"])).Message);
    }

    [Fact]
    public void Random_weights_are_drawn_by_the_seed_and_leave_the_file_alone()
    {
        byte[] before = File.ReadAllBytes(_path);

        Assert.Equal(Kernel(1), Kernel(1));
        Assert.NotEqual(Kernel(1), Kernel(2));
        Assert.Equal(before, File.ReadAllBytes(_path));
    }

    // 147 numbers of variance 2 / 49: the mean square is within four standard errors.
    [Fact]
    public void Random_kernels_have_variance_two_over_inputs()
    {
        double meanSquare = Kernel(5).Average(value => value * value);

        double expected = 2 / 49.0, error = expected * Math.Sqrt(2 / 147.0);
        Assert.InRange(meanSquare, expected - 4 * error, expected + 4 * error);
    }

    private float[] Kernel(long seed)
    {
        OnnxModel model = OnnxModel.Load(_path);
        RandomWeights.Draw(model, seed);
        byte[] raw = model.Graph.Initializer.Single(constant => constant.Name == "kernel").RawData.ToByteArray();
        return [.. raw.Chunk(4).Select(bytes => BitConverter.ToSingle(bytes))];
    }
}
