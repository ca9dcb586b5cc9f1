using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

public sealed class BgrImageTests
{
    [Fact]
    public void Eight_bit_bgr_is_used_in_place()
    {
        using Mat image = new(4, 6, MatType.CV_8UC3, new Scalar(1, 2, 3));
        using BgrImage bgr = BgrImage.From(image);
        Assert.Same(image, bgr.Pixels);
    }

    public static TheoryData<string, double[], byte[]> Formats => new()
    {
        { nameof(MatType.CV_8UC1), [77], [77, 77, 77] },
        { nameof(MatType.CV_8UC4), [10, 20, 30, 0], [10, 20, 30] },
        { nameof(MatType.CV_16UC1), [65535], [255, 255, 255] },
        { nameof(MatType.CV_16UC3), [257, 514, 25700], [1, 2, 100] },
        { nameof(MatType.CV_16UC4), [257, 514, 25700, 0], [1, 2, 100] },
        { nameof(MatType.CV_32FC1), [0.5], [128, 128, 128] },
        { nameof(MatType.CV_32FC3), [-0.1, 1.1, 1.0], [0, 255, 255] },
        { nameof(MatType.CV_32FC4), [0, 0.2, 1, 9e-9], [0, 51, 255] },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Other_formats_are_converted_and_left_unchanged(string type, double[] value, byte[] expected)
    {
        using Mat image = new(
            5, 7, TypeOf(type),
            new Scalar(
                value[0], value.ElementAtOrDefault(1), value.ElementAtOrDefault(2), value.ElementAtOrDefault(3)));
        using Mat before = image.Clone();
        using BgrImage bgr = BgrImage.From(image);

        Assert.Equal(MatType.CV_8UC3, bgr.Pixels.Type());
        Vec3b pixel = bgr.Pixels.At<Vec3b>(4, 6);
        Assert.Equal(expected, new[] { pixel.Item0, pixel.Item1, pixel.Item2 });
        Assert.Equal(0, Cv2.Norm(image, before));
    }

    public static TheoryData<string, double, string> Refused => new()
    {
        { nameof(MatType.CV_8UC2), 0, "2 channels" },
        { nameof(MatType.CV_8SC3), 0, "CV_8SC3" },
        { nameof(MatType.CV_32SC1), 0, "32SC1" },
        { nameof(MatType.CV_64FC3), 0, "64FC3" },
        { nameof(MatType.CV_32FC1), double.NaN, "NaN" },
        { nameof(MatType.CV_32FC3), double.PositiveInfinity, "NaN, infinity" },
        { nameof(MatType.CV_32FC3), 255, "expected pixels in [0, 1]" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Formats_without_a_rule_are_refused(string type, double value, string reason)
    {
        using Mat image = new(3, 3, TypeOf(type), Scalar.All(value));
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => BgrImage.From(image).Dispose());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_disposed_and_three_dimensional_images_are_refused()
    {
        using Mat empty = new();
        Mat disposed = new(2, 2, MatType.CV_8UC3);
        disposed.Dispose();
        using Mat volume = new([2, 3, 4], MatType.CV_8UC1);

        Assert.Throws<ImageFormatException>(() => BgrImage.From(empty).Dispose());
        Assert.Throws<ObjectDisposedException>(() => BgrImage.From(disposed).Dispose());
        Assert.Throws<ImageFormatException>(() => BgrImage.From(volume).Dispose());
        Assert.Throws<ArgumentNullException>(() => BgrImage.From(null!).Dispose());
    }

    private static MatType TypeOf(string name) => (MatType)typeof(MatType).GetField(name)!.GetValue(null)!;
}
