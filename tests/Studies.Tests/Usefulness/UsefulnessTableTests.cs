namespace DetectionSdk.Studies.Tests;

public class UsefulnessTableTests
{
    // Better measured methods score better in every picture; the third picture is hard for all.
    private static readonly UsefulnessScore[] Scores =
    [
        .. from method in new[] { ("original", 9), ("bicubic", 0), ("good", 2), ("better", 4) }
           from picture in new[] { 0, 1, 2 }
           let psnr = method.Item1 == "original" ? double.NaN : 20 + method.Item2 + 10 * picture
           select new UsefulnessScore(
               method.Item1, picture, psnr, psnr / 100, double.NaN, -psnr, 0.5 + 0.05 * method.Item2 - 0.2 * picture)
    ];

    [Fact]
    public void Methods_are_compared_with_the_baseline_picture_by_picture()
    {
        UsefulnessRow[] rows = [.. UsefulnessTable.Compute(Scores, "bicubic").Rows];

        Assert.Equal(["original", "bicubic", "good", "better"], rows.Select(row => row.Method));
        Assert.Equal(new BootstrapEstimate(0, 0, 0), rows[1].Gain);
        Assert.Equal(0.2, rows[3].Gain.Value, 9);
        Assert.Equal(0.2, rows[3].Gain.Lower, 9);
        Assert.Equal((34, double.NaN), (rows[3].Quality[0], rows[0].Quality[0]));
    }

    [Fact]
    public void Measures_that_every_picture_has_are_correlated_over_methods_and_within_pictures()
    {
        UsefulnessCorrelation[] rows = [.. UsefulnessTable.Compute(Scores, "bicubic").Correlations];

        Assert.Equal(["PSNR", "SSIM", "NQM"], rows.Select(row => row.Measure));
        Assert.Equal(1, rows[0].Methods, 9);
        Assert.Equal(2 / 6.0, rows[0].P, 9);
        Assert.Equal(1, rows[0].Centred.Value, 9);
        Assert.Equal(-1, rows[2].Centred.Value, 9);
    }

    [Fact]
    public void A_baseline_that_is_not_there_is_refused() =>
        Assert.Equal(
            "There is no method 'cubic' to compare with; there are original, bicubic, good, better.",
            Assert.Throws<StudyException>(() => UsefulnessTable.Compute(Scores, "cubic")).Message);
}
