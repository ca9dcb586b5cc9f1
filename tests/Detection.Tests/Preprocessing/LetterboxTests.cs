using DetectionSdk.Preprocessing;
using OpenCvSharp;

namespace DetectionSdk.Tests.Preprocessing;

public sealed class LetterboxTests
{
    // Expected values worked out by hand from Ultralytics' rules: round half to even, border split at -0.1 and +0.1.
    [Theory]
    [InlineData(810, 1080, 480, 640, 80, 0)]
    [InlineData(1280, 720, 640, 360, 0, 140)]
    [InlineData(640, 640, 640, 640, 0, 0)]
    [InlineData(104, 78, 640, 480, 0, 80)]
    [InlineData(1280, 851, 640, 426, 0, 107)]
    [InlineData(500, 333, 640, 426, 0, 107)]
    [InlineData(641, 427, 640, 426, 0, 107)]
    [InlineData(1000, 667, 640, 427, 0, 106)]
    [InlineData(10000, 1, 640, 1, 0, 319)]
    public void A_fixed_input_centres_the_image(
        int width, int height, int scaledWidth, int scaledHeight, int left, int top)
    {
        Letterbox letterbox = Letterbox.Fit(new Size(width, height), Model(640, 640));

        Assert.Equal(new Rect(left, top, scaledWidth, scaledHeight), letterbox.Region);
        Assert.Equal(new Size(640, 640), letterbox.Input);
    }

    [Theory]
    [InlineData(810, 1080, true, 480, 640, 480, 640)]
    [InlineData(1280, 720, true, 640, 384, 640, 360)]
    [InlineData(104, 78, true, 640, 480, 640, 480)]
    [InlineData(104, 78, false, 128, 96, 104, 78)]
    [InlineData(1280, 720, false, 640, 384, 640, 360)]
    public void A_dynamic_input_is_padded_to_the_next_multiple_of_the_stride(
        int width, int height, bool scaleUp, int inputWidth, int inputHeight, int scaledWidth, int scaledHeight)
    {
        Letterbox letterbox = Letterbox.Fit(new Size(width, height), Model(640, 640, dynamic: true, scaleUp));

        Assert.Equal(new Size(inputWidth, inputHeight), letterbox.Input);
        Assert.Equal(new Size(scaledWidth, scaledHeight), letterbox.Region.Size);
    }

    [Fact]
    public void Boxes_return_to_the_image_and_are_clipped_to_it()
    {
        Letterbox letterbox = Letterbox.Fit(new Size(1280, 720), Model(640, 640));

        Assert.Equal(new Rect2d(20, 40, 200, 100), letterbox.ToImage(10, 160, 110, 210));
        Assert.Equal(new Rect2d(0, 0, 1280, 720), letterbox.ToImage(-50, 0, 700, 640));
    }

    internal static ModelInfo Model(int height, int width, bool dynamic = false, bool scaleUp = true) => new()
    {
        Path = "model.onnx",
        ClassNames = ["a", "b"],
        Layout = OutputLayout.Candidates,
        Stride = 32,
        Batch = 1,
        InputHeight = height,
        InputWidth = width,
        DynamicHeight = dynamic,
        DynamicWidth = dynamic,
        ScaleUp = scaleUp,
        HalfPrecision = false,
        Provider = ExecutionProvider.Cpu,
        Metadata = new Dictionary<string, string>(),
    };
}
