using DetectionSdk.Tracking;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tracking;

public sealed class BoxIndexTests
{
    [Fact]
    public void It_finds_what_a_look_at_all_boxes_finds()
    {
        Random random = new(3);
        Rect2d[] boxes = [.. Enumerable.Range(0, 300).Select(_ => Box(random))];
        BoxIndex index = new(boxes);
        for (int i = 0; i < 100; i++)
        {
            Rect2d area = Box(random);
            Assert.Equal(
                Enumerable.Range(0, boxes.Length).Where(n => area.IntersectsWith(boxes[n])),
                index.Touching(area).Order());
        }
    }

    [Fact]
    public void Of_no_boxes_none_is_found() => Assert.Empty(new BoxIndex([]).Touching(new Rect2d(0, 0, 9, 9)));

    private static Rect2d Box(Random random) =>
        new(random.Next(1000), random.Next(1000), random.Next(1, 120), random.Next(1, 120));
}
