using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

public sealed class ClassConfusionTests
{
    // Class 0: shown 3, said 3, both 2, so 2 / 4. Class 1: shown 2, said 2, both 1, so 1 / 3. Class 2 is neither. The
    // void pixel, taken for 1, counts for nobody.
    [Fact]
    public void Mean_intersection_over_union_is_that_of_a_case_by_hand()
    {
        using Mat shown = Row(0, 0, 0, 1, 1, LabelMap.None), said = Row(0, 0, 1, 0, 1, 1);
        ClassConfusion confusion = ClassConfusion.Between(shown, said, 3);
        Assert.Equal((0.5, 1 / 3.0, null), (
            confusion.IntersectionOverUnion(0)!.Value, confusion.IntersectionOverUnion(1)!.Value,
            confusion.IntersectionOverUnion(2)));
        Assert.Equal((0.5 + 1 / 3.0) / 2, confusion.MeanIntersectionOverUnion, 1e-12);
        Assert.Equal((5, 0.6), (confusion.Pixels, confusion.Accuracy));
    }

    [Fact]
    public void Pictures_are_summed_before_anything_is_divided()
    {
        using Mat zeros = Row(0, 0), mixed = Row(0, 1), ones = Row(1, 1);
        ClassConfusion sum = ClassConfusion.Sum(
            [ClassConfusion.Between(zeros, mixed, 2), ClassConfusion.Between(ones, ones, 2)]);
        Assert.Equal((1 / 2.0, 2 / 3.0), (sum.IntersectionOverUnion(0)!.Value, sum.IntersectionOverUnion(1)!.Value));
    }

    [Fact]
    public void Nothing_but_void_has_no_mean()
    {
        using Mat none = Row(LabelMap.None), said = Row(0);
        Assert.Equal(double.NaN, ClassConfusion.Between(none, said, 2).MeanIntersectionOverUnion);
    }

    [Fact]
    public void Another_size_or_class_is_refused_with_both_values()
    {
        using Mat two = Row(0, 1), one = Row(0), foreign = Row(0, 7);
        Assert.Contains(
            "1 x 1 pixels", Assert.Throws<ArgumentException>(() => ClassConfusion.Between(two, one, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "shows class 1 and was taken for 7; expected 0 to 1",
            Assert.Throws<ArgumentException>(() => ClassConfusion.Between(two, foreign, 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_are_of_neighbours_of_one_drive_and_at_least_two()
    {
        string[] names = ["A_1.jpg", "A_2.jpg", "A_3.jpg", "B_1.jpg"];
        AnnotatedDataSet frames =
            new([], [.. names.Select(name => new AnnotatedImage(name, name, new Size(1, 1), []))]);
        int[][] expected = [[0, 1], [2], [3]];
        Assert.Equal(expected, FrameBlocks.Of(frames, 2));
        Assert.Equal(
            "4 pictures make 1 block of 9; expected at least 2 blocks.",
            Assert.Throws<EvaluationException>(() => FrameBlocks.Of(
                frames with { Images = [.. frames.Images.Select(image => image with { Name = "A_1" })] }, 9)).Message);
    }

    private static Mat Row(params byte[] values)
    {
        Mat row = new(1, values.Length, MatType.CV_8UC1);
        values.CopyTo(row.AsSpan<byte>());
        return row;
    }
}
