using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Tests.Watching;

public sealed class WatchRulesTests
{
    private static readonly Point2d[] Triangle = [new(0, 0), new(10, 0), new(0, 10)];

    public static TheoryData<WatchRules, string> WrongInThemselves => new()
    {
        {
            new WatchRules { Zones = [new Zone("yard", [new(0, 0), new(1, 1)])] },
            "Zone 'yard' has 2 corners; expected at least 3."
        },
        {
            new WatchRules { Zones = [new Zone("yard", [new(0, 0), new(5, 5), new(9, 9)])] },
            "Zone 'yard' has no area; expected corners around one."
        },
        {
            new WatchRules { Masks = [[new(0, 0), new(5, 0), new(9, 0)]] },
            "A mask has no area; expected corners around one."
        },
        {
            new WatchRules { Zones = [new Zone("yard", Triangle) { AlarmAfter = TimeSpan.FromSeconds(-1) }] },
            "Zone 'yard' raises its alarm after -1 s; expected at least 0."
        },
        {
            new WatchRules { Lines = [new CountingLine("road", new(3, 4), new(3, 4))] },
            "Line 'road' begins and ends at (3, 4); expected two points."
        },
        {
            new WatchRules
            {
                Zones = [new Zone("road", Triangle)], Lines = [new CountingLine("road", new(3, 4), new(9, 4))],
            },
            "'road' names two places; expected different names."
        },
        { new WatchRules { Zones = [new Zone(" ", Triangle)] }, "A zone or a line has no name; expected one." },
    };

    public static TheoryData<WatchRules, string> Outside => new()
    {
        {
            new WatchRules { Zones = [new Zone("yard", [new(0, 0), new(641, 0), new(0, 9)])] },
            "Zone 'yard' reaches (641, 0), outside of the picture of 640 x 480 pixels."
        },
        {
            new WatchRules { Lines = [new CountingLine("road", new(0, 1), new(0, -0.5))] },
            "Line 'road' reaches (0, -0.5), outside of the picture of 640 x 480 pixels."
        },
        {
            new WatchRules { Masks = [[new(0, 0), new(5, 0), new(9, 480.5)]] },
            "A mask reaches (9, 480.5), outside of the picture of 640 x 480 pixels."
        },
    };

    [Theory]
    [MemberData(nameof(WrongInThemselves))]
    public void Rules_that_are_none_are_named(WatchRules rules, string message) =>
        Assert.Equal(message, Assert.Throws<WatchRulesException>(rules.Validate).Message);

    [Theory]
    [MemberData(nameof(Outside))]
    public void Shapes_outside_of_the_picture_are_named(WatchRules rules, string message) =>
        Assert.Equal(
            message, Assert.Throws<WatchRulesException>(() => rules.RequireFit(new Size(640, 480))).Message);

    [Fact]
    public void Shapes_may_reach_the_edges_of_the_picture()
    {
        WatchRules rules = new() { Zones = [new Zone("all", [new(0, 0), new(640, 0), new(640, 480), new(0, 480)])] };
        rules.Validate();
        rules.RequireFit(new Size(640, 480));
    }

    [Fact]
    public void A_class_that_the_detector_does_not_know_is_named() =>
        Assert.Equal(
            "The detector does not know the class 'tram'; expected of: car, bus.",
            Assert.Throws<WatchRulesException>(
                () => new WatchRules { Classes = ["car", "tram"] }.RequireKnown(["car", "bus"])).Message);
}
