using DetectionSdk.Tiling;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tiling;

public sealed class TileMergeTests
{
    // One tile as large as the picture, unless a test says else.
    private static readonly TileGrid One = TileGrid.Cut(new Size(9000, 9000), new Size(9000, 9000), 0);

    [Fact]
    public void An_object_that_two_tiles_see_whole_is_there_once_with_their_mean_score()
    {
        DetectedObject found = Assert.Single(
            Merge(Find(0, 0.6f, 10, 10, 40, 40), Find(1, 0.8f, 12, 10, 40, 40)));
        Assert.Equal(new Rect2d(12, 10, 40, 40), found.Box);          // that of the surer one
        Assert.Equal(0.7f, found.Score, 1e-6f);
    }

    [Fact]
    public void A_tile_that_should_see_an_object_and_does_not_lowers_its_score()
    {
        // Tiles at 0, 60 and 120; the first two see what lies between 60 and 100.
        TileGrid grid = TileGrid.Cut(new Size(220, 100), new Size(100, 100), 0.4);
        DetectorOptions options = new() { Confidence = 0.25f };
        Assert.Equal(
            (0.8f + 0.125f) / 2, Assert.Single(new TileMerge(grid, options).Run([Find(0, 0.8f, 70, 20, 20, 20)])).Score,
            1e-6f);
        Assert.Empty(new TileMerge(grid, options).Run([Find(0, 0.37f, 70, 20, 20, 20)]));
        Assert.Equal(
            0.37f, Assert.Single(new TileMerge(grid, options).Run([Find(0, 0.37f, 20, 20, 20, 20)])).Score, 1e-6f);
    }

    [Fact]
    public void The_whole_picture_is_heard_where_no_tile_sees_the_object_whole()
    {
        TileGrid grid = TileGrid.Cut(new Size(220, 100), new Size(100, 100), 0.4);
        TileFinding small = Find(TileFinding.WholePicture, 0.9f, 20, 20, 40, 40);
        TileFinding large = Find(TileFinding.WholePicture, 0.9f, 20, 20, 150, 40);
        DetectorOptions options = new() { Confidence = 0.25f };
        DetectedObject found = Assert.Single(new TileMerge(grid, options).Run([small, large]));
        Assert.Equal(large.Object.Box, found.Box);
        // The first two tiles hold more than half of it, and saw no part.
        Assert.Equal((0.9f + 2 * 0.125f) / 3, found.Score, 1e-6f);
        Assert.Equal(
            large.Object,
            Assert.Single(new TileMerge(grid, options).Run([small, large, Cut(0, 0.5f, 20, 20, 80, 40)])));
    }

    [Fact]
    public void What_is_too_large_for_any_tile_has_the_score_of_the_whole_picture()
    {
        TileGrid grid = TileGrid.Cut(new Size(500, 500), new Size(100, 100), 0.2);
        TileFinding huge = Find(TileFinding.WholePicture, 0.3f, 20, 20, 400, 300);
        Assert.Equal(huge.Object, Assert.Single(new TileMerge(grid, new DetectorOptions()).Run([huge])));
    }

    [Fact]
    public void Objects_that_overlap_little_are_of_two_classes_or_seen_in_one_look_stay()
    {
        Assert.Equal(2, Merge(Find(0, 0.6f, 0, 0, 40, 40), Find(1, 0.8f, 20, 0, 40, 40)).Count);
        Assert.Equal(2, Merge(Find(0, 0.6f, 0, 0, 40, 40), Find(1, 0.8f, 0, 0, 40, 40, classId: 1)).Count);
        Assert.Equal(2, Merge(Find(0, 0.6f, 0, 0, 40, 40), Find(0, 0.8f, 2, 0, 40, 40)).Count);
        Assert.Equal(
            2, Merge(Find(0, 0.6f, 0, 0, 200, 200), Find(1, 0.8f, 80, 80, 40, 40)).Count);   // one before the other
        Assert.Single(
            new TileMerge(One, new DetectorOptions { ClassAgnostic = true }).Run(
                [Find(0, 0.6f, 0, 0, 40, 40), Find(1, 0.8f, 0, 0, 40, 40, classId: 1)]));
    }

    [Fact]
    public void A_part_inside_of_the_whole_is_dropped_however_sure_it_is() =>
        Assert.Equal(
            new Rect2d(0, 0, 300, 100),
            Assert.Single(
                Merge(
                    Find(9, 0.4f, 0, 0, 300, 100), Cut(0, 0.9f, 0, 0, 100, 100),
                    Cut(1, 0.9f, 60, 0, 100, 100), Cut(2, 0.9f, 200, 2, 100, 98))).Box);

    [Fact]
    public void A_small_whole_object_does_not_take_a_large_part_with_it() =>
        Assert.Equal(2, Merge(Find(0, 0.9f, 40, 40, 20, 20), Cut(1, 0.5f, 0, 0, 100, 100)).Count);

    [Fact]
    public void Parts_that_meet_become_one_object()
    {
        // A lorry of 260 pixels in tiles of 100 that share 20; heights differ by a little.
        DetectedObject found = Assert.Single(
            Merge(
                Cut(0, 0.5f, 20, 30, 80, 50), Cut(1, 0.7f, 80, 32, 100, 50), Cut(2, 0.6f, 160, 30, 100, 52),
                Cut(3, 0.5f, 240, 30, 40, 50)));
        Assert.Equal((new Rect2d(20, 30, 260, 52), 0.7f), (found.Box, found.Score));
    }

    [Fact]
    public void Parts_that_only_touch_at_a_corner_stay_two() =>
        Assert.Equal(2, Merge(Cut(0, 0.5f, 0, 0, 100, 100), Cut(3, 0.7f, 90, 90, 100, 100)).Count);

    [Fact]
    public void Tens_of_thousands_of_boxes_are_compared_with_those_near_them_alone()
    {
        List<TileFinding> findings = [];
        Random random = new(5);
        for (int i = 0; i < 11_000; i++)
        {
            Rect2d box = new(i % 105 * 80, i / 105 * 80, 30 + random.Next(30), 30 + random.Next(30));
            for (int look = 0; look < 3; look++)
                findings.Add(
                    Find(
                        look, random.NextSingle(), box.X + random.Next(3), box.Y + random.Next(3), box.Width,
                        box.Height));
        }
        findings.Add(Find(4, 0.9f, 0, 0, 8000, 8000));                               // one that touches all of them
        TileMerge merge = new(One, new DetectorOptions { Confidence = 0, MaximumDetections = int.MaxValue });

        Assert.Equal(11_001, merge.Run(findings).Count);

        Assert.InRange(merge.Comparisons, findings.Count, 20L * findings.Count);     // of 500 million pairs
    }

    private static IReadOnlyList<DetectedObject> Merge(params TileFinding[] findings) =>
        new TileMerge(One, new DetectorOptions()).Run(findings);

    private static TileFinding Find(
        int look, float score, double x, double y, double width, double height, int classId = 0) =>
        new(new DetectedObject(new Rect2d(x, y, width, height), classId, "thing", score), look, IsCut: false);

    private static TileFinding Cut(int look, float score, double x, double y, double width, double height) =>
        Find(look, score, x, y, width, height) with { IsCut = true };
}
