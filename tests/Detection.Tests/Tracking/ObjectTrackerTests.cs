using DetectionSdk.Tracking;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tracking;

/// <summary>Sequences made by hand, whose right identities are plain to see.</summary>
public sealed class ObjectTrackerTests
{
    private readonly ObjectTracker _tracker = new();

    [Fact]
    public void An_object_keeps_its_identity_while_it_moves()
    {
        for (int frame = 0; frame < 50; frame++)
        {
            TrackedObject found = Assert.Single(_tracker.Update([At(10 + 4 * frame, 50)]));
            Assert.Equal((1, frame), (found.Id, found.Age));
            Assert.Equal(At(10 + 4 * frame, 50), found.Detection);
        }
    }

    [Fact]
    public void Two_that_cross_keep_their_identities()
    {
        // Opposite directions, one a little lower: at frame 25 their boxes overlap by four fifths.
        int[] left = [], right = [];
        for (int frame = 0; frame < 50; frame++)
        {
            IReadOnlyList<TrackedObject> found = _tracker.Update([At(4 * frame, 50), At(200 - 4 * frame, 54)]);
            Assert.Equal(2, found.Count);
            left = [.. left, found.Single(f => f.Detection.Box.Y == 50).Id];
            right = [.. right, found.Single(f => f.Detection.Box.Y == 54).Id];
        }
        Assert.Single(left.Distinct());
        Assert.Single(right.Distinct());
        Assert.NotEqual(left[0], right[0]);
    }

    [Fact]
    public void The_order_of_the_detections_does_not_matter()
    {
        _tracker.Update([At(0, 0), At(100, 0), At(200, 0)]);
        Assert.Equal([1, 2, 3], _tracker.Update([At(201, 0), At(1, 0), At(101, 0)]).Select(f => f.Id));
    }

    [Fact]
    public void A_low_score_continues_an_object_but_never_begins_one()
    {
        _tracker.Update([At(50, 50)]);
        _tracker.Update([At(52, 50)]);
        TrackedObject dim = Assert.Single(_tracker.Update([At(54, 50, score: 0.2f), At(150, 50, score: 0.3f)]));
        Assert.Equal((1, 0.2f), (dim.Id, dim.Detection.Score));
        Assert.Empty(_tracker.Update([At(150, 50, score: 0.3f)]));
        Assert.Empty(_tracker.Update([At(56, 50, score: 0.09f)]));   // below the lowest score: no evidence
    }

    [Fact]
    public void A_high_score_goes_before_a_low_one_that_fits_better()
    {
        _tracker.Update([At(50, 50)]);
        _tracker.Update([At(50, 50)]);
        TrackedObject found = Assert.Single(_tracker.Update([At(50, 50, score: 0.4f), At(54, 50, score: 0.9f)]));
        Assert.Equal((1, 54), (found.Id, found.Detection.Box.X));
    }

    [Fact]
    public void An_object_that_was_hidden_is_known_again_where_its_motion_has_led()
    {
        for (int frame = 0; frame < 30; frame++) _tracker.Update([At(4 * frame, 50)]);
        for (int frame = 30; frame < 45; frame++) Assert.Empty(_tracker.Update([]));
        Assert.Equal(1, Assert.Single(_tracker.Update([At(4 * 45, 50)])).Id);   // 60 pixels, three widths, further on
    }

    [Fact]
    public void A_lost_object_is_not_revived_by_a_low_score()
    {
        for (int frame = 0; frame < 5; frame++) _tracker.Update([At(50, 50)]);
        _tracker.Update([]);
        Assert.Empty(_tracker.Update([At(50, 50, score: 0.3f)]));
        Assert.Equal(1, Assert.Single(_tracker.Update([At(50, 50)])).Id);
    }

    [Fact]
    public void An_object_is_forgotten_after_its_time_and_its_identity_never_given_again()
    {
        ObjectTracker tracker = new(new TrackerOptions { MemoryFrames = 3 });
        tracker.Update([At(50, 50)]);
        for (int frame = 0; frame < 4; frame++) tracker.Update([]);
        Assert.Empty(tracker.Update([At(50, 50)]));                          // new objects need a second frame
        Assert.Equal(2, Assert.Single(tracker.Update([At(50, 50)])).Id);
    }

    [Fact]
    public void A_detection_in_one_frame_only_is_no_object()
    {
        _tracker.Update([At(0, 0)]);
        Assert.Single(_tracker.Update([At(0, 0), At(200, 200)]));
        Assert.Single(_tracker.Update([At(0, 0)]));
        Assert.Single(_tracker.Update([At(0, 0), At(200, 200)]));
        Assert.Equal([1, 2], _tracker.Update([At(0, 0), At(200, 200)]).Select(f => f.Id));
    }

    [Fact]
    public void Dropped_frames_are_bridged_by_the_motion()
    {
        for (int frame = 0; frame < 20; frame++) _tracker.Update([At(6 * frame, 50)]);
        Assert.Equal(1, Assert.Single(_tracker.Update([At(6 * 29, 50)], frames: 10)).Id);
    }

    [Theory]
    [InlineData(2, 0.8)]
    [InlineData(3, 1.1)]
    [InlineData(5, 1.5)]
    [InlineData(5, 2.0)]
    [InlineData(8, 3.2)]
    [InlineData(10, 4.0)]
    public void An_object_is_followed_over_dropped_frames_though_its_boxes_do_not_touch(int frames, double widths)
    {
        for (int update = 0; update < 12; update++)
        {
            DetectedObject walker = new(new Rect2d(10 + update * 50 * widths, 10, 50, 100), 0, "person", 0.9f);
            Assert.Equal(1, Assert.Single(_tracker.Update([walker], update == 0 ? 1 : frames)).Id);
        }
    }

    [Fact]
    public void At_every_frame_boxes_must_touch()
    {
        _tracker.Update([At(0, 0)]);
        Assert.Empty(_tracker.Update([At(25, 0)]));
    }

    [Fact]
    public void Over_dropped_frames_the_nearest_goes_on()
    {
        _tracker.Update([At(0, 0), At(100, 0)]);
        Assert.Equal(
            [(1, 24.0), (2, 124.0)],
            _tracker.Update([At(124, 0), At(24, 0)], frames: 5).Select(f => (f.Id, f.Detection.Box.X)));
    }

    [Fact]
    public void Thousands_of_boxes_that_stand_still_keep_their_identities()
    {
        DetectedObject[] boxes = [.. Enumerable.Range(0, 3000).Select(i => At(i % 60 * 15, i / 60 * 15))];
        int[] first = [.. _tracker.Update(boxes).Select(f => f.Id)];
        Assert.Equal(3000, first.Distinct().Count());
        Assert.Equal(
            boxes.Zip(first), _tracker.Update([.. boxes.Reverse()]).Select(f => (f.Detection, f.Id)));
    }

    [Fact]
    public void The_scores_of_all_detections_vote_for_the_class_of_an_identity()
    {
        Assert.Equal(1, ClassAfter(0.6f, 1));
        Assert.Equal(1, ClassAfter(0.6f, 2));          // a tie: the first stays
        Assert.Equal(1, ClassAfter(0.9f, 1));
        Assert.Equal(2, ClassAfter(0.95f, 2));         // 0.6 + 0.95 against 0.6 + 0.9
        Assert.Equal(1, ClassAfter(0.9f, 1));
        Assert.Equal("class 1", _tracker.Update([At(50, 50, classId: 3)]).Single().Detection.Label);

        int ClassAfter(float score, int classId)
        {
            TrackedObject followed = Assert.Single(_tracker.Update([At(50, 50, score, classId)]));
            Assert.Equal((1, score), (followed.Id, followed.Detection.Score));
            return followed.Detection.ClassId;
        }
    }

    [Fact]
    public void Detections_of_another_class_begin_another_object_where_classes_are_matched()
    {
        ObjectTracker strict = new(new TrackerOptions { MatchClasses = true });
        strict.Update([At(50, 50, classId: 1)]);
        Assert.Empty(strict.Update([At(50, 50, classId: 2)]));
        Assert.Equal(2, Assert.Single(strict.Update([At(50, 50, classId: 2)])).Id);
    }

    [Fact]
    public void Nothing_in_gives_nothing_out()
    {
        Assert.Empty(_tracker.Update([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tracker.Update([], frames: 0));
    }

    private static DetectedObject At(double x, double y, float score = 0.9f, int classId = 0) =>
        new(new Rect2d(x, y, 20, 20), classId, $"class {classId}", score);
}
