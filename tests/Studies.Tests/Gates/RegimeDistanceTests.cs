namespace DetectionSdk.Studies.Tests;

public class RegimeDistanceTests
{
    // One component along (1, 1): a picture two deviations out in both features lies two deviations out along it.
    [Fact]
    public void The_distance_counts_deviations_along_the_components()
    {
        float[][] known = [[-1, -1], [1, 1], [-1, -1], [1, 1]];
        using RegimeDistance distance = RegimeDistance.Learn(known, components: 1);

        Assert.Equal(0, distance.Of([0, 0]), 4);
        Assert.Equal(1, distance.Of([1, 1]), 4);
        Assert.Equal(2, distance.Of([-2, -2]), 4);
    }

    [Fact]
    public void Too_few_pictures_are_refused() =>
        Assert.Equal(
            "There are 3 pictures to learn 2 components from; expected at least 4.",
            Assert.Throws<StudyException>(() => RegimeDistance.Learn([[1f], [2f], [3f]], components: 2)).Message);
}
