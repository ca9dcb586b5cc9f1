namespace DetectionSdk.Studies.Tests;

public class ProbeTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 12).Select(i => i % 3)];
    private static readonly int[] Groups = [.. Enumerable.Range(0, 12).Select(i => i / 3)];

    [Fact]
    public void Features_that_hold_the_label_tell_it_of_groups_that_were_left_out()
    {
        float[][] samples = [.. Labels.Select((label, i) => new[] { 10f * label, 0.1f * Groups[i] })];

        Assert.Equal(1, Probe.Linear(samples, Labels, Groups));
        Assert.Equal(1, Probe.Nearest(samples, Labels, Groups));
    }

    // A label that only one group has is never learned when that group is asked.
    [Fact]
    public void What_is_left_out_is_not_learned_from()
    {
        float[][] samples = [.. Groups.Select(group => new[] { 10f * group })];

        Assert.Equal(0, Probe.Linear(samples, Groups, Groups));
        Assert.Equal(0, Probe.Nearest(samples, Groups, Groups));
    }

    [Fact]
    public void One_group_is_refused() =>
        Assert.Throws<ArgumentException>(() => Probe.Linear([[1f], [2f]], [0, 1], [0, 0]));
}
