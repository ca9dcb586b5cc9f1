using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

public sealed class ThingMapsTests
{
    private static readonly string[] Classes = ["sky", "car", "pedestrian"];

    [Fact]
    public void Only_regions_of_things_are_instances_whatever_their_class()
    {
        using Mat labels = new(4, 6, MatType.CV_8UC1, Scalar.All(0)), swapped = labels.Clone();
        (int Column, byte Label)[] columns = [(1, 1), (2, 2), (4, LabelMap.None)];
        foreach ((int column, byte label) in columns)
        {
            labels[0, 4, column, column + 1].SetTo(Scalar.All(label));
            swapped[0, 4, column, column + 1].SetTo(Scalar.All(label is 1 or 2 ? 3 - label : label));
        }
        using InstanceMaps maps = new ThingMaps(["car", "pedestrian"], Classes).Of(labels);
        using InstanceMaps others = new ThingMaps(["pedestrian", "car"], Classes).Of(swapped);

        Assert.Equal([0f, 1, 1, 0, 0, 0], maps.Foreground.RowSpan<float>(2).ToArray());
        Assert.Equal(maps.Nearness.AsSpan<float>().ToArray(), others.Nearness.AsSpan<float>().ToArray());
        Assert.Equal(maps.Foreground.AsSpan<float>().ToArray(), others.Foreground.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Classes_that_are_not_there_are_refused()
    {
        Assert.Equal(
            "classes.txt: there is no class 'dog'; expected some of sky, car, pedestrian.",
            Assert.Throws<DataSetException>(() => new ThingMaps(["car", "dog"], Classes)).Message);
        Assert.Equal(
            "classes.txt: no class is named whose regions are instances; expected some of sky, car, pedestrian.",
            Assert.Throws<DataSetException>(() => new ThingMaps([], Classes)).Message);
    }
}
