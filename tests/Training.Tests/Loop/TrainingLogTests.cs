using DetectionSdk.Tests;
using Tensorboard;

namespace DetectionSdk.Training.Tests;

public sealed class TrainingLogTests
{
    private static readonly AerisRecipe Options = new() { Steps = 200 };

    [Fact]
    public void A_resumed_run_has_every_point_once_in_log_and_TensorBoard()
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder.Path);
        TrainingLog first = new(run, Options, firstStep: 0, progress: null);
        Add(first, from: 0, to: 150, loss: 1);
        first.Add(new ValidationScores(100, 0.25, 0.5, IsBest: true));
        File.AppendAllText(run.Log, "{\"step\":"); // killed here; the last checkpoint was at step 100

        Add(new TrainingLog(run, Options, firstStep: 100, progress: null), from: 100, to: 200, loss: 2);

        Assert.Equal(
            ["50", "100", "100", "150", "200"], File.ReadLines(run.Log).Select(line => line.Split(':', ',')[1]));
        (string, long, float)[] points =
            Points(Assert.Single(Directory.GetFiles(folder.Path, "events.out.tfevents.*")));
        Assert.Equal(
            [("loss/total", 50, 1f), ("loss/total", 100, 1f), ("loss/total", 150, 2f), ("loss/total", 200, 2f)],
            points.Where(point => point.Item1 == "loss/total"));
        Assert.Equal(
            [("loss/heatmap", 50, 1f), ("loss/heatmap", 100, 1f), ("loss/heatmap", 150, 2f), ("loss/heatmap", 200, 2f)],
            points.Where(point => point.Item1 == "loss/heatmap"));
        Assert.Equal(
            [("validation/AP", 100, 0.25f), ("validation/AP50", 100, 0.5f)],
            points.Where(point => point.Item1.StartsWith("validation", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "loss/heatmap", "loss/total", "optimizer/gradient_norm", "optimizer/learning_rate",
                "speed/images_per_second", "validation/AP", "validation/AP50",
            ],
            points.Select(point => point.Item1).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lines_without_a_step_are_left_out_and_said()
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder.Path);
        File.WriteAllText(run.Log, """
            {"step":50,"loss":1}
            {"a":1}
            []
            {"step":"many"}
            {"step":60,"loss":"no number","terms":5}
            {"st

            """);
        List<string?> messages = [];
        _ = new TrainingLog(run, Options, firstStep: 100, new Report(progress => messages.Add(progress.Message)));
        Assert.Equal([$"'{run.Log}': 4 lines without a step were left out."], messages);
        Assert.Equal(
            ["""{"step":50,"loss":1}""", """{"step":60,"loss":"no number","terms":5}"""], File.ReadLines(run.Log));
    }

    private static void Add(TrainingLog log, long from, long to, double loss)
    {
        for (long step = from + 1; step <= to; step++)
            log.Add(
                step, 1e-3, new TrainingLosses(new Dictionary<string, double> { ["heatmap"] = loss }, GradientNorm: 3));
    }

    /// <summary>
    /// The scalars of a TFRecord file: per event its length (8 bytes), a checksum (4), the message, a checksum (4).
    /// </summary>
    private static (string Curve, long Step, float Value)[] Points(string file)
    {
        using BinaryReader reader = new(File.OpenRead(file));
        List<(string, long, float)> points = [];
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            int length = (int)reader.ReadInt64();
            reader.ReadInt32();
            Event read = Event.Parser.ParseFrom(reader.ReadBytes(length));
            reader.ReadInt32();
            if (read.Summary is { } summary)
                points.AddRange(summary.Value.Select(value => (value.Tag, read.Step, value.SimpleValue)));
        }

        return [.. points];
    }
}
