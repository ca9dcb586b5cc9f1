namespace DetectionSdk.Onnx.Tests.Quantization;

public sealed class RangeChoiceTests
{
    private static readonly ValueRange Range = new(-1024, 1024);         // bins of 1

    [Fact]
    public void The_percentile_cuts_the_same_number_of_values_on_both_sides()
    {
        Histogram values = new(Range);
        values.Add(Enumerable.Repeat(0.5f, 98).Append(-1000.5f).Append(1000.5f).ToArray());

        Assert.Equal(new ValueRange(0, 1), RangeChoice.Percentile(values, 98));
        Assert.Equal(new ValueRange(-1001, 1001), RangeChoice.Percentile(values, 99));
        Assert.Equal(new ValueRange(-1001, 1001), RangeChoice.Percentile(values, 100));
    }

    [Fact]
    public void The_entropy_cuts_lone_values_far_from_all_others()
    {
        Histogram values = new(Range);
        for (int i = -50; i < 50; i++)                                   // a narrow peak, which needs fine steps
            values.Add(Enumerable.Repeat(i + 0.5f, (int)(5000 * Math.Exp(-Math.Abs(i) / 5.0))).ToArray());
        values.Add([1023.5f]);

        ValueRange chosen = RangeChoice.Entropy(values, Range);

        Assert.InRange(chosen.High, 50, 300);
        Assert.InRange(chosen.Low, -300, -50);
    }

    [Fact]
    public void The_entropy_keeps_values_that_lie_everywhere()
    {
        Histogram values = new(Range);
        for (int i = 0; i < 20; i++) values.Add(Enumerable.Range(-1024, 2048).Select(v => v + 0.5f).ToArray());
        Assert.Equal(Range, RangeChoice.Entropy(values, Range));
    }

    [Fact]
    public void A_tensor_of_zeros_has_the_range_0()
    {
        Histogram values = new(default);
        values.Add([0, 0]);
        Assert.Equal(default, RangeChoice.Percentile(values, 99));
        Assert.Equal(default, RangeChoice.Entropy(values, default));
    }
}
