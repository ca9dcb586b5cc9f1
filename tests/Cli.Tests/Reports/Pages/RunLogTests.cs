using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests.Reports.Pages;

public sealed class RunLogTests
{
    [Fact]
    public void Lines_that_are_none_of_a_training_are_no_points()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "log.jsonl",
            """
            {"step":1,"loss":2.5,"terms":{"boxes":0.5},"isBest":true}
            {"a":1}
            [1]
            {"step":"two","loss":1}
            {"step":2,"loss":2
            """u8.ToArray());
        IReadOnlyDictionary<string, List<(double Step, double Value)>> curves = RunLog.Read(folder.Path);
        Assert.Equal([(1, 2.5)], curves["loss"]);
        Assert.Equal([(1, 0.5)], curves["terms/boxes"]);
    }
}
