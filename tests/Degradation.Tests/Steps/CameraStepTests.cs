using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class CameraStepTests
{
    public static TheoryData<DegradationStep> Nothing =>
    [
        new ExposureStep(0),
        new WhiteBalanceStep(1, 1),
        new InterlaceStep(0),
    ];

    [Theory]
    [MemberData(nameof(Nothing))]
    public void A_strength_of_nothing_leaves_every_pixel(DegradationStep step)
    {
        using Mat image = TestImages.Scene(61, 47);
        using Mat same = Apply(image, step);
        Assert.Equal(TestImages.Bytes(image), TestImages.Bytes(same));
    }

    [Fact]
    public void Infra_red_is_grey_and_mixes_the_channels_by_their_shares()
    {
        using Mat image = new(20, 30, MatType.CV_8UC3, new Scalar(40, 80, 200));
        using Mat night = Apply(image, new InfraredStep(0.6, 0.3, 0.1, Gain: 1, Falloff: 0));
        // 0.6 of 200, 0.3 of 80 and 0.1 of 40.
        using Mat expected = TestImages.Flat(30, 20, 148);
        Assert.Equal(TestImages.Bytes(expected), TestImages.Bytes(night));
    }

    [Fact]
    public void The_lamp_fades_from_the_middle_to_the_corners_and_white_clips()
    {
        using Mat grey = TestImages.Flat(101, 51, 128);
        using Mat night = Apply(grey, new InfraredStep(1, 1, 1, Gain: 2, Falloff: 2));
        // Linear light: 2 in the middle, 2 exp(-2) at the very corner; to display values by the power 1 / 2.2.
        Assert.InRange(night.At<Vec3b>(25, 50)[1], 128 * Math.Pow(2, 1 / 2.2) - 1, 128 * Math.Pow(2, 1 / 2.2) + 1);
        Assert.InRange(night.At<Vec3b>(0, 0)[1], 128 * Math.Pow(2 * Math.Exp(-2), 1 / 2.2) - 1, 72);
        Assert.Equal(night.At<Vec3b>(0, 0), night.At<Vec3b>(50, 100));

        using Mat burnt = Apply(grey, new InfraredStep(1, 1, 1, Gain: 16, Falloff: 0));
        using Mat white = TestImages.Flat(101, 51, 255);
        Assert.Equal(TestImages.Bytes(white), TestImages.Bytes(burnt));
    }

    [Theory]
    [InlineData(1, 60, 82)]     // 60 * 2^(1/2.2) = 82.2
    [InlineData(2.2, 60, 120)]
    [InlineData(2.2, 200, 255)]
    [InlineData(-2.2, 60, 30)]
    public void Stops_double_linear_light_and_white_is_the_end(double stops, byte level, byte expected)
    {
        using Mat image = TestImages.Flat(4, 4, level);
        using Mat exposed = Apply(image, new ExposureStep(stops));
        Assert.Equal(expected, exposed.At<Vec3b>(0, 0)[0]);
    }

    [Fact]
    public void White_balance_changes_red_and_blue_alone()
    {
        using Mat image = TestImages.Flat(4, 4, 100);
        using Mat cast = Apply(image, new WhiteBalanceStep(Red: 1.5, Blue: 0.5));
        Assert.Equal(new Vec3b(50, 100, 150), cast.At<Vec3b>(0, 0));
    }

    [Fact]
    public void Interlace_moves_even_rows_left_and_odd_rows_right()
    {
        using Mat image = TestImages.Flat(20, 4, 0);
        image[new Rect(8, 0, 4, 4)].SetTo(Scalar.All(255));
        using Mat woven = Apply(image, new InterlaceStep(6));
        Assert.Equal([5, 11, 5, 11], Enumerable.Range(0, 4).Select(y => FirstWhite(woven, y)));

        static int FirstWhite(Mat image, int y) =>
            Enumerable.Range(0, image.Width).First(x => image.At<Vec3b>(y, x)[0] == 255);
    }

    private static Mat Apply(Mat image, DegradationStep step) => new DegradationPlan(image.Size(), [step]).Apply(image);
}
