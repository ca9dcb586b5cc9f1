using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class StepTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(75)]
    [InlineData(95)]
    public void A_jpeg_step_is_the_round_trip_of_the_codec(int quality)
    {
        using Mat image = TestImages.Scene(90, 61);
        using Mat degraded = new DegradationPlan(image.Size(), [new JpegStep(quality)]).Apply(image);

        byte[] file = image.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        using Mat expected = Cv2.ImDecode(file, ImreadModes.Color);
        Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(degraded));
    }

    [Fact]
    public void Jpeg_subsamples_colour_2_by_2()
    {
        using Mat image = TestImages.Scene(32, 32);
        byte[] file = image.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 90));
        int frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        // SOF0: length 2, precision 1, height 2, width 2, components 1, then id, sampling, table of each.
        Assert.Equal([0x22, 0x11, 0x11], new[] { file[frame + 11], file[frame + 14], file[frame + 17] });
    }

    public static TheoryData<ResizeMethod> Methods => [.. Enum.GetValues<ResizeMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_constant_image_stays_constant_whatever_the_size(ResizeMethod method)
    {
        using Mat flat = TestImages.Flat(60, 44, 201);
        foreach (Size size in
            new Size[] { new(60, 44), new(15, 11), new(37, 29), new(1, 1), new(90, 50), new(20, 100) })
        {
            using Mat resized = new DegradationPlan(flat.Size(), [new ResizeStep(size.Width, size.Height, method)])
                .Apply(flat);
            using Mat expected = TestImages.Flat(size.Width, size.Height, 201);
            Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(resized));
        }
    }

    [Theory]
    [InlineData(ResizeMethod.Nearest, new byte[] { 10, 50 })]
    [InlineData(ResizeMethod.Area, new byte[] { 25, 65 })]
    [InlineData(ResizeMethod.Bilinear, new byte[] { 25, 65 })]
    public void Four_pixels_become_two_as_the_method_says(ResizeMethod method, byte[] expected)
    {
        // 10 20 30 40 | 50 60 70 80: nearest takes the first of each four, area their mean, bilinear the mean of the
        // middle two.
        using Mat row = new(1, 8, MatType.CV_8UC3);
        for (int x = 0; x < 8; x++) row.At<Vec3b>(0, x) = new Vec3b((byte)(10 + 10 * x), 0, 0);
        using Mat small = new DegradationPlan(row.Size(), [new ResizeStep(2, 1, method)]).Apply(row);
        Assert.Equal(expected, new[] { small.At<Vec3b>(0, 0)[0], small.At<Vec3b>(0, 1)[0] });
    }

    [Fact]
    public void Nothing_is_clipped_or_rounded_between_steps()
    {
        using Mat flat = TestImages.Flat(64, 64, 250);
        DegradationStep noise = new GaussianNoiseStep(30, NoiseColor.Color, 1);
        using Mat open = new DegradationPlan(flat.Size(), [noise]).ApplyFloat(flat);
        using Mat clipped = new DegradationPlan(flat.Size(), [noise, new ClipStep()]).ApplyFloat(flat);
        using Mat rounded = new DegradationPlan(flat.Size(), [noise, new QuantizeStep()]).ApplyFloat(flat);
        using Mat bytes = new DegradationPlan(flat.Size(), [noise]).Apply(flat);

        Assert.True(Maximum(open) > 1.2);
        Assert.Equal(1, Maximum(clipped));
        using Mat levels = new();
        rounded.ConvertTo(levels, MatType.CV_8UC3, 255);
        Assert.Equal(TestImages.Bytes(bytes), TestImages.Bytes(levels));
    }

    [Fact]
    public void Sharpening_leaves_weak_detail_and_raises_edges()
    {
        using Mat weak = TestImages.Flat(64, 64, 100);
        weak[new Rect(32, 0, 32, 64)].SetTo(Scalar.All(104));
        using Mat strong = TestImages.Flat(64, 64, 100);
        strong[new Rect(32, 0, 32, 64)].SetTo(Scalar.All(180));
        DegradationPlan plan = new(weak.Size(), [new SharpenStep(0.5, 51, 10)]);

        using Mat weakSharp = plan.Apply(weak), strongSharp = plan.Apply(strong);
        Assert.Equal(TestImages.Bytes(weak), TestImages.Bytes(weakSharp));
        Assert.True(strongSharp.At<Vec3b>(32, 31)[0] < 95);
        Assert.True(strongSharp.At<Vec3b>(32, 32)[0] > 185);
    }

    [Fact]
    public void Shuffled_groups_come_in_every_order_but_those_that_keep_theirs()
    {
        EffectOptions[] group = [new JpegOptions()];
        ShuffleOptions free = new() { Groups = [group, group, group] };
        ShuffleOptions kept = free with { KeepOrder = [0, 2] };
        GoodnessOfFit fit = new();
        RandomSource random = new(1);
        for (int i = 0; i < GoodnessOfFit.Draws; i++)
        {
            fit.Add("free", Number(free.DrawOrder(random)));
            fit.Add("kept", Number(kept.DrawOrder(random)));
        }
        fit.Equally("free", 12, 21, 102, 120, 201, 210);
        fit.Equally("kept", 12, 102, 21);

        static double Number(int[] order) => 100 * order[0] + 10 * order[1] + order[2];
    }

    [Fact]
    public void Scaling_below_one_pixel_is_refused()
    {
        DegradationPipeline pipeline = new([new DownsampleOptions { Scale = 16 }]);
        DegradationException error = Assert.Throws<DegradationException>(() => pipeline.Sample(0, new Size(40, 15)));
        Assert.Equal(
            "Scaling an image of 40 x 15 px by 0.0625 leaves less than one pixel; expected at least 1 x 1.",
            error.Message);
    }

    private static double Maximum(Mat image)
    {
        Cv2.MinMaxLoc(image.Reshape(1), out _, out double maximum);
        return maximum;
    }
}
