using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class InputFitTests
{
    [Theory]
    [InlineData(640, 480, 100, 640)] // as they are
    [InlineData(480, 640, 4, 640)] // never enlarged
    [InlineData(100, 90, 20, 128)] // rounded up to a multiple of 32
    [InlineData(1920, 1080, 100, 640)] // large objects are seen at 640
    [InlineData(1920, 1080, 32, 960)] // one in ten of 32 pixels is 16 at half the size
    [InlineData(4000, 3000, 20, 1280)] // no larger than that
    [InlineData(800, 600, 8, 800)]
    public void The_size_is_that_of_the_pictures_or_what_their_small_objects_need(
        int width, int height, double side, int expected)
    {
        Annotation[] objects = [.. Enumerable.Range(0, 11).Select(index => At(index < 2 ? side : 10 * side))];
        Assert.Equal(expected, InputFit.SideFor(Set(new Size(width, height), objects)));
    }

    [Fact]
    public void Large_pictures_without_objects_are_seen_at_640() =>
        Assert.Equal(640, InputFit.SideFor(Set(new Size(3000, 2000))));

    private static Annotation At(double side) => new(new Rect2d(0, 0, side, side), 0);

    private static AnnotatedDataSet Set(Size size, params Annotation[] objects) =>
        new(["cell"], [new AnnotatedImage("a.png", "a.png", size, objects)]);
}
