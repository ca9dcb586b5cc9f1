using DetectionSdk.Families;
using DetectionSdk.Preprocessing;
using Microsoft.ML.OnnxRuntime.Tensors;
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
        ImagePlacement placement = Letterbox.Fit(new Size(width, height), Model(640, 640));

        Assert.Equal(new Rect(left, top, scaledWidth, scaledHeight), placement.Region);
        Assert.Equal(new Size(640, 640), placement.Input);
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
        ImagePlacement placement = Letterbox.Fit(new Size(width, height), Model(640, 640, dynamic: true, scaleUp));

        Assert.Equal(new Size(inputWidth, inputHeight), placement.Input);
        Assert.Equal(new Size(scaledWidth, scaledHeight), placement.Region.Size);
    }

    [Fact]
    public void Boxes_return_to_the_image_and_are_clipped_to_it()
    {
        ImagePlacement placement = Letterbox.Fit(new Size(1280, 720), Model(640, 640));

        Assert.Equal(new Rect2d(20, 40, 200, 100), placement.ToImage(Box(10, 160, 110, 210)));
        Assert.Equal(new Rect2d(0, 0, 1280, 720), placement.ToImage(Box(-50, 0, 700, 640)));
    }

    // Hand-computed: 1280 x 851 in 416 x 416 has the scale 0.325, and 851 x 0.325 = 276.575.
    [Theory]
    [InlineData(true, 276)]
    [InlineData(false, 277)]
    public void A_top_left_letterbox_pads_right_and_below(bool truncates, int height)
    {
        InputSpec spec = new("images") { Fit = InputFit.LetterboxTopLeft, TruncatesSize = truncates };
        ImagePlacement placement = Letterbox.Fit(new Size(1280, 851), Model(416, 416, spec));
        Assert.Equal(
            new ImagePlacement(new(1280, 851), new(416, 416), new(0, 0, 416, height), 0.325, 0.325), placement);
    }

    [Fact]
    public void Stretching_scales_the_axes_apart()
    {
        ImagePlacement placement = Letterbox.Fit(
            new Size(100, 50), Model(400, 300, new InputSpec("images") { Fit = InputFit.Stretch }));
        Assert.Equal(new ImagePlacement(new(100, 50), new(300, 400), new(0, 0, 300, 400), 3, 8), placement);
        Assert.Equal(new Rect2d(10, 20, 20, 5), placement.ToImage(Box(30, 160, 90, 200)));
    }

    [Theory]
    [InlineData(100, 50, 128, 64, 100, 50)]
    [InlineData(2000, 1000, 2016, 1024, 2000, 1000)]
    public void An_image_that_keeps_its_size_is_padded_to_the_stride(
        int width, int height, int inputWidth, int inputHeight, int scaledWidth, int scaledHeight)
    {
        InputSpec spec = new("images") { Fit = InputFit.Original };
        ImagePlacement placement = Letterbox.Fit(new Size(width, height), Model(-1, -1, spec));
        Assert.Equal((new Size(inputWidth, inputHeight), 1), (placement.Input, placement.ScaleX));
        Assert.Equal(new Rect(0, 0, scaledWidth, scaledHeight), placement.Region);
    }

    // YOLO-NAS: 636 of 640 pixels at most are the image's.
    [Fact]
    public void A_margin_stays_border()
    {
        InputSpec spec = new("images") { Margin = 4 };
        ImagePlacement placement = Letterbox.Fit(new Size(1272, 636), Model(640, 640, spec));
        Assert.Equal((new Rect(2, 161, 636, 318), 0.5), (placement.Region, placement.ScaleX));
    }

    // DETR: the shorter side 800, the longer at most 1333.
    [Theory]
    [InlineData(400, 500, 800, 1000)]
    [InlineData(400, 800, 666, 1333)]
    public void The_shorter_side_may_be_limited(int width, int height, int scaledWidth, int scaledHeight)
    {
        InputSpec spec = new("images")
        {
            ShortSide = 800,
            Size = new Size(1333, 1333),
            Stride = 1,
            Fit = InputFit.LetterboxTopLeft,
        };
        ImagePlacement placement = Letterbox.Fit(new Size(width, height), Model(-1, -1, spec));
        Assert.Equal(new Size(scaledWidth, scaledHeight), placement.Region.Size);
        Assert.Equal(placement.Region.Size, placement.Input);
    }

    // Small images are enlarged a little, large ones shrunk, those between keep their size.
    [Theory]
    [InlineData(160, 80, 320, 160, 320, 160)]
    [InlineData(320, 100, 320, 100, 320, 128)]
    [InlineData(500, 400, 500, 400, 512, 416)]
    [InlineData(1280, 720, 640, 360, 640, 384)]
    public void Images_are_enlarged_to_a_length_where_the_model_says_so(
        int width, int height, int scaledWidth, int scaledHeight, int inputWidth, int inputHeight)
    {
        InputSpec spec = new("images") { Size = new Size(640, 640), ScaleUp = false, EnlargeTo = 320 };
        ImagePlacement placement = Letterbox.Fit(new Size(width, height), Model(-1, -1, spec));
        Assert.Equal(new Size(scaledWidth, scaledHeight), placement.Region.Size);
        Assert.Equal(new Size(inputWidth, inputHeight), placement.Input);
    }

    internal static ModelInfo Model(int height, int width, bool dynamic = false, bool scaleUp = true) =>
        Model(
            dynamic ? -1 : height, dynamic ? -1 : width,
            new InputSpec("images") { Size = new Size(width, height), ScaleUp = scaleUp });

    internal static ModelInfo Model(int height, int width, InputSpec spec, int[]? output = null)
    {
        TensorSignature images = new("images", TensorElementType.Float, [1, 3, height, width]);
        TensorSignature answer = new("output0", TensorElementType.Float, output ?? [1, 6, -1]);
        Dictionary<string, string> metadata = [];
        ModelSignature signature = new("model.onnx", metadata, [images], [answer], ["a", "b"]);
        return new ModelInfo("model.onnx", signature, new UltralyticsFamily(), spec, ExecutionProvider.Cpu)
        {
            ClassNames = ["a", "b"],
        };
    }

    private static Candidate Box(float left, float top, float right, float bottom) =>
        new(left, top, right, bottom, 1, 0);
}
