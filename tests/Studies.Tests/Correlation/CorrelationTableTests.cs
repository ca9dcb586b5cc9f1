namespace DetectionSdk.Studies.Tests;

public class CorrelationTableTests
{
    private static readonly StudyScore[] FourArms =
    [
        Arm("a", 20, 0.1), Arm("b", 21, 0.2), Arm("c", 22, 0.3), Arm("d", 26, 0.4),
    ];

    // Deviations of PSNR -2.25 -1.25 -0.25 3.75, of AP -0.15 -0.05 0.05 0.15: 0.95 / sqrt(20.75 * 0.05); equal ranks.
    [Fact]
    public void Arms_are_correlated_by_value_and_by_rank()
    {
        CorrelationRow row = Find(FourArms, CorrelationScope.Arms, "PSNR", "AP");

        Assert.Equal(4, row.Points);
        Assert.Equal(0.95 / Math.Sqrt(20.75 * 0.05), row.Pearson.Value, 12);
        Assert.Equal(1, row.Spearman.Value, 12);
    }

    [Fact]
    public void Ranks_in_opposite_order_correlate_to_minus_one_in_every_resample()
    {
        CorrelationRow row = Find(FourArms, CorrelationScope.Arms, "SSIM", "AP");

        Assert.Equal(-1, row.Spearman.Value, 12);
        Assert.Equal(-1, row.Spearman.Lower, 12);
        Assert.Equal(-1, row.Spearman.Upper, 12);
    }

    [Fact]
    public void Seeds_are_points_of_their_arm_and_copies_are_averaged()
    {
        StudyScore[] scores =
        [
            .. FourArms, Arm("a", 30, 0.5, seed: "2", copy: "1"), Arm("a", 10, 0.5, seed: "2", copy: "2"),
        ];

        Assert.Equal(5, Find(scores, CorrelationScope.Arms, "PSNR", "AP").Points);
    }

    // Easy images are sharper and better detected; at every image the sharper arm finds less.
    [Fact]
    public void Centred_images_do_not_count_how_easy_an_image_is()
    {
        StudyScore[] scores = [Images("sharp", 1, -0.05), Images("soft", -1, 0.05)];

        CorrelationRow all = Find(scores, CorrelationScope.Images, "PSNR", "AP");
        CorrelationRow centred = Find(scores, CorrelationScope.CentredImages, "PSNR", "AP");

        Assert.Equal((6, 6), (all.Points, centred.Points));
        Assert.True(all.Pearson.Value > 0.8);
        Assert.Equal(-1, centred.Pearson.Value, 9);
        Assert.Equal(-1, centred.Pearson.Lower, 9);
        Assert.Equal(-1, centred.Pearson.Upper, 9);
    }

    [Fact]
    public void Less_than_three_groups_are_left_out() =>
        Assert.DoesNotContain(
            CorrelationTable.Compute(FourArms[..2])[0].Rows, row => row.Scope == CorrelationScope.Arms);

    [Fact]
    public void Images_without_objects_or_without_a_finite_quality_are_no_points()
    {
        StudyScore score = Scores.Of(
            "a", "1", 0.3, frontEnd: new FrontEndScore(1, 1, 24, 0.7),
            images:
            [
                new ImageScore("1", 0.5, 0.5, 20, 0.5), new ImageScore("2", 0.4, 0.5, 21, 0.6),
                new ImageScore("3", 0.3, 0.5, 22, 0.7), new ImageScore("empty", -1, -1, 23, 0.7),
                new ImageScore("equal", 1, 1, double.PositiveInfinity, 1), new ImageScore("other size", 1, 1),
                new ImageScore("small", 1, 1, 20, double.NaN),
            ]);

        Assert.Equal(3, Find([score], CorrelationScope.Images, "PSNR", "AP").Points);
    }

    [Fact]
    public void Evaluations_without_a_front_end_do_not_count()
    {
        StudyScore[] scores = [.. FourArms, Scores.Of("plain", "1", 0.9)];

        Assert.Equal(4, Find(scores, CorrelationScope.Arms, "PSNR", "AP").Points);
    }

    [Fact]
    public void Named_arms_alone_count()
    {
        CorrelationTable table = Assert.Single(CorrelationTable.Compute(FourArms, ["a", "b", "d"]));

        Assert.All(table.Rows, row => Assert.Equal(3, row.Points));
        Assert.Equal(
            "the study has no arm 'e'; it has a, b, c, d.",
            Assert.Throws<StudyException>(() => CorrelationTable.Compute(FourArms, ["a", "e"])).Message);
    }

    private static CorrelationRow Find(StudyScore[] scores, CorrelationScope scope, string quality, string task) =>
        Assert.Single(
            Assert.Single(CorrelationTable.Compute(scores)).Rows,
            row => row.Scope == scope && row.Quality == quality && row.Task == task);

    private static StudyScore Arm(string arm, double psnr, double ap, string seed = "1", string copy = "") =>
        Scores.Of(arm, seed, ap, copy: copy, frontEnd: new FrontEndScore(1, 1, psnr, 1 - ap));

    private static StudyScore Images(string arm, double psnr, double ap) =>
        Scores.Of(
            arm, "1", 0.3, frontEnd: new FrontEndScore(1, 1, 24, 0.7),
            images:
            [
                .. Enumerable.Range(0, 3).Select(
                    i => new ImageScore($"{i}", 0.2 + 0.2 * i + ap, 0.5, 20 + 10 * i + psnr, 0.5))
            ]);
}
