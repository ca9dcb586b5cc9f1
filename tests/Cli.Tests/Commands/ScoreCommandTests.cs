using System.Text.Json;
using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

public sealed class ScoreCommandTests
{
    [Theory]
    [InlineData(
        "coco_fakebbox100/instances_val2014_100.json",
        "coco_fakebbox100/instances_val2014_fakebbox100_results.json",
        .504581, .696973, .572982, .585626, .519400, .501398, .386813, .593680, .595353, .639811, .566421, .564291)]
    [InlineData(
        "padilla/test_coco_eval/gts/sampled_gts_bbox_area.json",
        "padilla/test_coco_eval/dets/sampled_bbox_results.json",
        .503647, .696973, .571667, .593252, .557991, .489363, .386813, .593680, .595353, .654764, .603130, .553744)]
    public void The_twelve_numbers_carry_the_names_and_values_of_pycocotools(
        string groundTruth, string detections, params double[] expected)
    {
        string metrics = SharedData.Path("metrics");
        Detsdk run = Detsdk.Run(
            "score", "--ground-truth", Path.Combine(metrics, groundTruth), "--detections",
            Path.Combine(metrics, detections), "--json", "-");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        JsonElement scores = JsonDocument.Parse(run.Output).RootElement;
        string[] names = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"];
        Assert.Equal(names, scores.EnumerateObject().Select(p => p.Name));
        foreach ((string name, double value) in names.Zip(expected))
            Assert.Equal(value, scores.GetProperty(name).GetDouble(), 1e-6);
    }

    [Fact]
    public void Images_named_by_their_stem_and_a_truth_without_a_box_are_scored()
    {
        using TemporaryFolder folder = new();
        const string Image = """{ "id": 1, "file_name": "..\\upload\\a.jpg" }""";
        const string Box = """{ "id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 50, 50] }""";
        string Truth(string box) => folder.Write("gt.json", $$"""
            { "images": [ {{Image}} ], "annotations": [ {{box}} ], "categories": [ { "id": 1, "name": "car" } ] }
            """);
        string found = folder.Write(
            "dt.json", """[{ "image_id": "a", "category_id": 1, "bbox": [1, 1, 50, 50], "score": NaN }]""");

        Detsdk run = Detsdk.Run("score", "-g", Truth(Box), "-d", found, "--json", "-");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(run.Output).RootElement.GetProperty("AP").GetDouble());
        Assert.Contains("1 scores are not finite", Assert.Single(run.ErrorLines), StringComparison.Ordinal);

        Detsdk none = Detsdk.Run("score", "-g", Truth(""), "-d", found, "--json", "-");
        Assert.Equal(-1, JsonDocument.Parse(none.Output).RootElement.GetProperty("AP").GetDouble());
        Assert.Contains("has no box in 1 images", none.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_is_named()
    {
        using TemporaryFolder folder = new();
        string broken = folder.Write("broken.json", "{ \"images\": [");
        Detsdk run = Detsdk.Run("score", "--ground-truth", broken, "--detections", broken);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(broken, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
