using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class DataSetStatisticsTests
{
    [Fact]
    public void Objects_are_counted_and_measured_by_class_without_crowds()
    {
        AnnotatedDataSet set = new(
            ["cell", "none"],
            [
                Image(640, 480, [.. Enumerable.Range(1, 11).Select(index => At(10 * index, 10 * index))]),
                Image(320, 240, At(1, 1) with { Crowd = true }),
                Image(1000, 900),
            ]);

        DataSetStatistics statistics = DataSetStatistics.Of(set);

        Assert.Equal((3, 1, new Size(640, 480)), (statistics.Images, statistics.Empty, statistics.Size));
        Assert.Equal(
            [new ClassStatistics("cell", 11, 20, 60, 100), new ClassStatistics("none", 0, 0, 0, 0)],
            statistics.Classes);
    }

    [Fact]
    public void The_side_of_an_oblong_object_is_the_root_of_its_area() => Assert.Equal(
        new ClassStatistics("cell", 1, 20, 20, 20),
        Assert.Single(DataSetStatistics.Of(new AnnotatedDataSet(["cell"], [Image(90, 90, At(80, 5))])).Classes));

    private static AnnotatedImage Image(int width, int height, params Annotation[] objects) =>
        new("a.png", "a.png", new Size(width, height), objects);

    private static Annotation At(double width, double height) => new(new Rect2d(0, 0, width, height), 0);
}
