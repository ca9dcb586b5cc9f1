using OpenCvSharp;

namespace DetectionSdk.Tests;

public sealed class InstanceMapsTests
{
    private static readonly InstanceCondition[] Conditions = Enum.GetValues<InstanceCondition>();

    // Two instances that touch in columns 4 and 5, on a ground of none.
    private static Mat Numbers(int left, int right)
    {
        Mat numbers = new(12, 16, MatType.CV_32SC1, Scalar.All(0));
        numbers[2, 10, 2, 5].SetTo(Scalar.All(left));
        numbers[2, 10, 5, 9].SetTo(Scalar.All(right));
        return numbers;
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(70000, 3)]
    [InlineData(-5, 255)]
    public void Other_numbers_give_the_same_to_the_bit(int left, int right)
    {
        using Mat first = Numbers(1, 2), second = Numbers(left, right);
        using InstanceMaps maps = InstanceMaps.FromNumbers(first), renumbered = InstanceMaps.FromNumbers(second);

        foreach (InstanceCondition condition in Conditions)
            Assert.Equal(Planes(maps, condition), Planes(renumbered, condition));
    }

    [Fact]
    public void Another_order_of_outlines_gives_the_same_to_the_bit()
    {
        Rect2d[] boxes = [new(1, 1, 8, 6), new(5, 3, 9, 8), new(-4, 6, 7, 20)];
        using InstanceMaps maps = InstanceMaps.FromBoxes(boxes, new Size(16, 12));
        using InstanceMaps turned = InstanceMaps.FromBoxes([.. boxes.Reverse()], new Size(16, 12));

        Assert.Equal(Planes(maps, InstanceCondition.Border), Planes(turned, InstanceCondition.Border));
    }

    [Fact]
    public void Two_instances_that_touch_have_a_border_between_them_and_one_has_none()
    {
        using Mat two = Numbers(1, 2), one = Numbers(1, 1);
        using InstanceMaps apart = InstanceMaps.FromNumbers(two), together = InstanceMaps.FromNumbers(one);

        Assert.Equal(Planes(apart, InstanceCondition.Foreground), Planes(together, InstanceCondition.Foreground));
        Assert.Equal((1f, 1f), (apart.Nearness.At<float>(5, 4), apart.Nearness.At<float>(5, 5)));
        Assert.Equal(1 - 2 / 7f, together.Nearness.At<float>(5, 4), 1e-6f); // two pixels from column 2
    }

    [Fact]
    public void Nearness_falls_evenly_to_nothing_beyond_six_pixels()
    {
        using Mat numbers = new(20, 40, MatType.CV_8UC1, Scalar.All(0));
        numbers[0, 20, 0, 10].SetTo(Scalar.All(1)); // the picture's own edge is no border
        using InstanceMaps maps = InstanceMaps.FromNumbers(numbers);

        for (int x = 0; x < 40; x++)
            Assert.Equal(Math.Max(0, 1 - Math.Abs(x - 9) / 7f), maps.Nearness.At<float>(10, x), 1e-6f);
    }

    [Fact]
    public void A_box_is_its_inside_and_its_outline()
    {
        using InstanceMaps maps = InstanceMaps.FromBoxes([new Rect2d(4, 2, 6, 5)], new Size(20, 12));

        Assert.Equal(30, Cv2.CountNonZero(maps.Foreground));
        using Mat border = new();
        Cv2.Compare(maps.Nearness, Scalar.All(1), border, CmpTypes.EQ);
        Assert.Equal(18, Cv2.CountNonZero(border)); // 2 (6 + 5) - 4
    }

    [Fact]
    public void No_instance_and_no_condition_give_zeros()
    {
        using Mat nothing = new(8, 9, MatType.CV_32SC1, Scalar.All(0)), something = Numbers(1, 2);
        using InstanceMaps empty = InstanceMaps.FromNumbers(nothing), none = InstanceMaps.FromBoxes([], new Size(9, 8));
        using InstanceMaps maps = InstanceMaps.FromNumbers(something);

        Assert.All(Planes(empty, InstanceCondition.Border), value => Assert.Equal(0, value));
        Assert.All(Planes(none, InstanceCondition.Border), value => Assert.Equal(0, value));
        Assert.All(Planes(maps, InstanceCondition.None), value => Assert.Equal(0, value));
    }

    private static float[] Planes(InstanceMaps maps, InstanceCondition condition)
    {
        float[] planes = new float[InstanceMaps.Planes * maps.Foreground.Width * maps.Foreground.Height];
        maps.Write(condition, planes);
        return planes;
    }
}
