namespace DetectionSdk.Studies.Tests;

public class StudyTableTests
{
    [Fact]
    public void Values_are_means_and_deviations_over_the_seeds()
    {
        StudyTable table = Assert.Single(
            StudyTable.Compute([Scores.Of("a", "1", 0.30), Scores.Of("a", "2", 0.32), Scores.Of("a", "3", 0.37)]));

        StudyRow row = Assert.Single(table.Rows);
        Assert.Equal(("x4", "a", 3), (table.Condition, row.Arm, row.Seeds));
        AssertStatistics(3, 33, Math.Sqrt(13), row.Values[0]);
        Assert.Empty(row.Differences);
    }

    [Fact]
    public void Differences_are_taken_at_the_seeds_that_both_have()
    {
        StudyTable table = Assert.Single(StudyTable.Compute(
            [
                Scores.Of("a", "1", 0.30), Scores.Of("a", "2", 0.34), Scores.Of("b", "1", 0.28),
                Scores.Of("b", "2", 0.30), Scores.Of("b", "3", 0.50), Scores.Of("c", "4", 0.10),
            ],
            "b"));

        // 30 - 28 and 34 - 30
        AssertStatistics(2, 3, Math.Sqrt(2), table.Rows[0].Differences[0]);
        AssertStatistics(3, 0, 0, table.Rows[1].Differences[0]);
        Assert.Null(table.Rows[2].Differences[0]);
        Assert.Equal(["AP", "AP50"], table.Compared.Select(measure => measure.Name));
    }

    [Fact]
    public void Copies_of_a_condition_are_averaged_and_are_no_seeds()
    {
        StudyTable table = Assert.Single(StudyTable.Compute(
            [
                Scores.Of("a", "1", 0.20, copy: "1"), Scores.Of("a", "1", 0.40, copy: "2"),
                Scores.Of("a", "2", 0.50, copy: "1"), Scores.Of("a", "2", 0.50, copy: "2"),
            ]));

        Assert.Equal(2, table.Rows[0].Seeds);
        AssertStatistics(2, 40, Math.Sqrt(200), table.Rows[0].Values[0]); // 30 and 50
    }

    [Fact]
    public void One_seed_or_copy_without_objects_of_a_size_leaves_the_arm_without_a_value()
    {
        StudyTable table = Assert.Single(StudyTable.Compute(
            [
                Scores.Of("a", "1", 0.3, small: 0.2), Scores.Of("a", "2", 0.3, small: -1),
                Scores.Of("b", "1", 0.3, copy: "1", small: 0.9), Scores.Of("b", "1", 0.3, copy: "2", small: -1),
            ]));

        int small = table.Measures.ToList().FindIndex(measure => measure.Name == "AP small");
        Assert.Null(table.Rows[0].Values[small]);
        Assert.Null(table.Rows[1].Values[small]);
    }

    [Fact]
    public void Measures_of_front_ends_are_there_where_one_arm_has_a_front_end()
    {
        StudyTable table = Assert.Single(StudyTable.Compute(
            [Scores.Of("a", "1", 0.3, frontEnd: new FrontEndScore(10, 20, 24, 0.7)), Scores.Of("b", "1", 0.3)]));
        StudyTable without = Assert.Single(StudyTable.Compute([Scores.Of("b", "1", 0.3)]));

        Assert.Equal(
            ["AP", "AP50", "AP small", "AP medium", "AP large", "PSNR", "SSIM", "ms"],
            table.Measures.Select(measure => measure.Name));
        Assert.Equal(
            [24, 0.7, 30], table.Rows[0].Values.Skip(5).Select(value => value!.Mean));
        Assert.All(table.Rows[1].Values.Skip(5), Assert.Null);
        Assert.Equal(5, without.Measures.Count);
    }

    [Fact]
    public void Every_condition_has_its_table()
    {
        IReadOnlyList<StudyTable> tables = StudyTable.Compute(
            [Scores.Of("a", "1", 0.3, condition: "x2"), Scores.Of("a", "1", 0.2, condition: "x4")]);

        Assert.Equal(["x2", "x4"], tables.Select(table => table.Condition));
        Assert.Equal([30, 20], tables.Select(table => table.Rows[0].Values[0]!.Mean));
    }

    [Fact]
    public void An_unknown_baseline_is_refused() =>
        Assert.Equal(
            "the study has no arm 'c'; it has a, b.",
            Assert.Throws<StudyException>(
                () => StudyTable.Compute([Scores.Of("a", "1", 0.3), Scores.Of("b", "1", 0.3)], "c")).Message);

    private static void AssertStatistics(int count, double mean, double deviation, SampleStatistics? actual)
    {
        Assert.Equal(count, actual!.Count);
        Assert.Equal(mean, actual.Mean, 9);
        Assert.Equal(deviation, actual.Deviation!.Value, 9);
    }
}
