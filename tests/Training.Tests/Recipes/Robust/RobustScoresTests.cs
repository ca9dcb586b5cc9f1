using DetectionSdk.Evaluation;

namespace DetectionSdk.Training.Tests;

public sealed class RobustScoresTests
{
    private static readonly RobustScores Teacher = new(Of(0.2), Of(0.5), Of(0.3));

    [Fact]
    public void All_sets_count_alike()
    {
        Assert.Equal(1.0 / 3, Teacher.Mean, 9);
        Assert.Equal(0.35, (Teacher with { Real = null }).Mean, 9);
    }

    [Theory]
    [InlineData(0.49, 0.29, true)]
    [InlineData(0.48, 0.40, false)]
    [InlineData(0.60, 0.28, false)]
    public void Neither_clean_nor_real_pictures_may_lose_more_than_is_allowed(double clean, double real, bool keeps) =>
        Assert.Equal(keeps, new RobustScores(Of(0.4), Of(clean), Of(real)).Keeps(Teacher, allowedLoss: 0.0101));

    [Fact]
    public void The_change_is_told_set_by_set() =>
        Assert.Equal(
            "AP on degraded pictures 0.200 -> 0.400, on clean ones 0.500 -> 0.490, on real poor ones 0.300 -> 0.310",
            new RobustScores(Of(0.4), Of(0.49), Of(0.31)).Since(Teacher));

    private static CocoScores Of(double ap) => new(ap, ap, ap, ap, ap, ap, ap, ap, ap, ap, ap, ap);
}
