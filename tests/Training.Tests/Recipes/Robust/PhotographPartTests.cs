using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class PhotographPartTests
{
    [Fact]
    public void Objects_follow_their_part_and_are_cut_at_its_edges()
    {
        PhotographPart part = new(new Rect(10, 20, 40, 40), new Rect(100, 50, 80, 20));
        PlacedBox[] objects =
        [
            new(0, 1, new Rect2d(20, 30, 10, 20)), // within
            new(0, 2, new Rect2d(40, 20, 20, 40)), // half of it
            new(0, 3, new Rect2d(47, 20, 20, 40)), // 3 of 20
            new(0, 4, new Rect2d(20, 30, 0.5, 20)), // a pixel wide
            new(0, 5, new Rect2d(20, 30, 3, 20), 0.9f), // found, and six pixels wide
        ];

        Assert.Equal(
            [new(0, 1, new Rect2d(120, 55, 20, 10)), new(0, 2, new Rect2d(160, 50, 20, 20))], part.Follow(objects));
    }

    [Fact]
    public void A_part_covers_its_place_without_stretching_and_lies_within_the_photograph()
    {
        RandomSource random = new(7);
        Rect place = new(50, 0, 150, 60);
        Size image = new(200, 100);
        HashSet<Rect> parts = [];
        for (int i = 0; i < 100; i++)
        {
            PhotographPart covering = PhotographPart.Covering(image, place, random);
            Rect part = covering.Part;
            Assert.Equal(place, covering.Place);
            Assert.Equal(part, part.Intersect(new Rect(0, 0, image.Width, image.Height)));
            Assert.InRange((double)part.Width / part.Height, 2.35, 2.65); // of whole pixels
            Assert.InRange((double)place.Width / part.Width, 0.75, 1.31);
            parts.Add(part);
        }
        Assert.True(parts.Count > 90);
    }

    [Fact]
    public void A_place_that_no_pixel_fills_is_covered_by_one() => Assert.Equal(
        new Rect(0, 0, 1, 1), PhotographPart.Covering(new Size(1, 1), new Rect(0, 0, 64, 3), new RandomSource(1)).Part);
}
