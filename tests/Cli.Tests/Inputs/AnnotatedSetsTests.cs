using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class AnnotatedSetsTests
{
    [Fact]
    public void Classes_of_one_name_are_one_and_boxes_keep_theirs()
    {
        AnnotatedDataSet joined = AnnotatedSets.Join(
        [
            new AnnotatedDataSet([], [Image("a")]), new AnnotatedDataSet(["car", "bus"], [Image("b", 0, 1)]),
            new AnnotatedDataSet(["van", "car"], [Image("c", 0, 1)]),
        ]);
        Assert.Equal(["car", "bus", "van"], joined.ClassNames);
        Assert.Equal(["a", "b", "c"], joined.Images.Select(image => image.Name));
        Assert.Equal(
            [[], [0, 1], [2, 0]],
            joined.Images.Select(image => image.Annotations.Select(one => one.ClassId).ToArray()));
    }

    private static AnnotatedImage Image(string name, params int[] classes) => new(
        $"/{name}.png", name, new Size(10, 10),
        [.. classes.Select(id => new Annotation(new Rect2d(1, 1, 5, 5), id))]);
}
