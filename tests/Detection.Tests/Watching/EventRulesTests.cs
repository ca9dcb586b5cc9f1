using DetectionSdk.Streaming;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Tests.Watching;

/// <summary>Scenes made by hand, whose events are plain to see.</summary>
public sealed class EventRulesTests
{
    private static readonly Zone Yard = new("yard", [new(0, 0), new(50, 0), new(50, 100), new(0, 100)]);
    private static readonly CountingLine Road = new("road", new(0, 50), new(100, 50));   // its right hand is below

    [Fact]
    public void An_object_is_told_of_when_five_detections_have_voted_and_when_it_has_gone()
    {
        WatchScene scene = new(new WatchRules());
        for (int frame = 0; frame < 4; frame++) scene.See((1, 20, 20, "car"));
        Assert.Empty(scene.Events);
        scene.See((1, 20, 20, "truck"));                                       // as the tracker's vote says now
        Assert.Equal(["0 Appeared #1 truck"], scene.Events);
        scene.See((1, 20, 20, "car"));                                         // the class is settled
        Assert.Equal("truck", Assert.Single(scene.Shown).Detection.Label);
        scene.See().See().See();
        Assert.Single(scene.Events);
        scene.See();                                                           // the fourth frame without it
        Assert.Equal("5 Gone #1 truck", scene.Events.Last());
        Assert.Empty(scene.Shown);
    }

    [Fact]
    public void What_happened_before_the_vote_is_told_with_it()
    {
        WatchScene scene = new(new WatchRules { Zones = [Yard], Lines = [Road] });
        scene.See((7, 20, 40, "car")).See((7, 20, 60, "bus")).See().See().See().See();
        Assert.Equal(
            [
                "0 Appeared #7 bus", "0 Entered #7 bus yard 1", "1 Crossed #7 bus road forward 1",
                "1 Left #7 bus yard 0 5 s", "1 Gone #7 bus",
            ], scene.Events);
    }

    [Fact]
    public void Zones_count_who_is_inside_and_boxes_that_tremble_count_once()
    {
        WatchScene scene = new(new WatchRules { Zones = [Yard] });
        double[] way = [70, 60, 50, 50.9, 49, 50.9, 51.1, 70, 30];             // out by more than 1 at 51.1
        foreach (double x in way) scene.See((1, x, 50, "person"), (2, 10, 10, "person"));
        scene.End();
        Assert.Equal(
            [
                "2 Entered #1 person yard 1", "6 Left #1 person yard 1 4 s", "8 Entered #1 person yard 2",
                "8 Left #1 person yard 1 0 s",
            ], scene.Events.Where(e => e.Contains("#1 person yard", StringComparison.Ordinal)));
        Assert.Equal(new ZoneCount(Yard, Inside: 0, Entered: 3), Assert.Single(scene.Zones));
    }

    [Fact]
    public void Lines_count_both_directions_and_only_between_their_ends()
    {
        CountingLine half = new("half", new(0, 50), new(40, 50));
        WatchScene scene = new(new WatchRules { Lines = [Road, half] });
        // Down at 60, which the half line does not reach, trembling on the line; up again at 20.
        double[][] way = [[60, 30], [60, 49.5], [60, 50.9], [60, 49.2], [60, 70], [20, 70], [20, 50.5], [20, 30]];
        foreach (double[] at in way) scene.See((1, at[0], at[1], "car"));
        Assert.Equal(
            [
                "4 Crossed #1 car road forward 1", "7 Crossed #1 car road backward 1",
                "7 Crossed #1 car half backward 1",
            ], scene.Events.Where(e => e.Contains("Crossed", StringComparison.Ordinal)));
        Assert.Equal([new LineCount(Road, 1, 1), new LineCount(half, 0, 1)], scene.Lines);
    }

    [Fact]
    public void An_alarm_is_raised_once_per_stay()
    {
        WatchScene scene = new(new WatchRules { Zones = [Yard with { AlarmAfter = TimeSpan.FromSeconds(2) }] });
        double[] way = [20, 20, 20, 20, 20, 90, 20, 20, 20];
        foreach (double x in way) scene.See((1, x, 50, "person"));
        Assert.Equal(
            ["2 Alarm #1 person yard 1 2 s", "8 Alarm #1 person yard 1 2 s"],
            scene.Events.Where(e => e.Contains("Alarm", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_zone_that_allows_nobody_raises_its_alarm_at_once()
    {
        WatchScene scene = new(new WatchRules { Zones = [Yard with { AlarmAfter = TimeSpan.Zero }] });
        scene.See((1, 20, 50, "person")).End();
        Assert.Contains("0 Alarm #1 person yard 1 0 s", scene.Events);
    }

    [Fact]
    public void Classes_that_do_not_count_are_neither_told_nor_shown_nor_counted()
    {
        WatchScene scene = new(new WatchRules { Classes = ["car"], Zones = [Yard] });
        for (int frame = 0; frame < 6; frame++) scene.See((1, 20, 20, "car"), (2, 20, 80, "bird"));
        Assert.Equal(1, Assert.Single(scene.Shown).Id);
        scene.End();
        Assert.All(scene.Events, told => Assert.Contains("#1 car", told, StringComparison.Ordinal));
        Assert.Equal(1, Assert.Single(scene.Zones).Entered);
    }

    [Fact]
    public void The_camera_itself_is_told_of()
    {
        WatchScene scene = new(new WatchRules());
        scene.See([], isFrozen: true, null).See([], isFrozen: true, null)
            .See([], isFrozen: false, new StreamGap(TimeSpan.FromSeconds(3), 2, "no route"));
        Assert.Equal(["0 Frozen", "2 Returned 3 s no route", "2 Moving"], scene.Events);
    }

    [Fact]
    public void An_event_is_one_line_of_json()
    {
        DetectedObject found = new(new Rect2d(1.26, 2, 3, 4), 0, "car", 0.8765f);
        WatchEvent happened = new(
            new DateTimeOffset(2026, 11, 27, 5, 0, 0, TimeSpan.Zero), "gate", 12, WatchEventKind.Crossed)
        {
            At = TimeSpan.FromSeconds(0.48), Tracked = new(3, found, 0), Place = "road", IsForward = false, Count = 4,
        };
        Assert.Equal(
            "{'time':'2026-11-27T05:00:00+00:00','camera':'gate','frame':12,'at':0.48,'event':'crossed','id':3,"
            + "'class':'car','score':0.877,'box':[1.3,2,3,4],'place':'road','direction':'backward','count':4}",
            happened.ToJson().Replace("\\u002B", "+", StringComparison.Ordinal).Replace('"', '\''));
    }
}
