using System.Text.Json;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_detector_that_finds_all_of_one_class_scores_one_there_and_nothing_elsewhere()
    {
        WriteDataSet();
        Detsdk run = Detsdk.Run(
            "evaluate", "--model", WriteModel(), "--data", _folder.File("data"), "--class-map", "light=bright",
            "--export", _folder.File("export"), "--json", _folder.File("scores.json"));

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("maps to dog", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        JsonElement scores = JsonDocument.Parse(File.ReadAllText(_folder.File("scores.json"))).RootElement;
        // Class bright: both objects found first. Class dark: none annotated. Class dog: one object, never found.
        Assert.Equal(0.5, scores.GetProperty("AP").GetDouble(), 1e-9);

        Detsdk score = Detsdk.Run(
            "score", "--ground-truth", _folder.File("export/ground-truth.json"), "--detections",
            _folder.File("export/detections.json"), "--json", "-");
        Assert.Equal(File.ReadAllText(_folder.File("scores.json")), score.Output.Trim());
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void Seven_parts_give_the_bytes_of_one_run_and_other_options_are_not_mixed_in()
    {
        WriteDataSet();
        string[] evaluate =
        [
            "evaluate", "--model", WriteModel(), "--data", _folder.File("data"), "--class-map", "light=bright",
            "--degrade", "coco-d",
        ];
        string parts = _folder.File("parts");
        Detsdk one = Detsdk.Run([.. evaluate, "--json", "-"]);
        for (int number = 1; number <= 7; number++)
            Assert.Equal(
                ExitCode.Success,
                Detsdk.Run([.. evaluate, "--shard", $"{number}/7", "--parts", parts]).ExitCode);
        Detsdk merged = Detsdk.Run([.. evaluate, "--parts", parts, "--json", "-"]);
        Assert.Equal((one.ExitCode, one.Output), (merged.ExitCode, merged.Output));

        Detsdk other = Detsdk.Run([.. evaluate, "--seed", "5", "--parts", parts]);
        Assert.Contains("was measured by", Assert.Single(other.ErrorLines), StringComparison.Ordinal);
        Detsdk nowhere = Detsdk.Run([.. evaluate, "--shard", "1/7"]);
        Assert.Equal(
            "detsdk: --shard goes with --parts, the folder where the parts meet.", Assert.Single(nowhere.ErrorLines));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void Corruptions_are_measured_on_every_second_picture_with_their_means()
    {
        WriteDataSet();
        string[] evaluate =
        [
            "evaluate", "--model", WriteModel(), "--data", _folder.File("data"), "--class-map", "light=bright",
            "--corruptions", "--every", "2",
        ];
        Detsdk run = Detsdk.Run([.. evaluate, "--json", "-"]);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        JsonElement corruptions = report.GetProperty("corruptions");
        double[] scores =
        [
            .. corruptions.EnumerateObject().SelectMany(
                kind => kind.Value.EnumerateArray().Select(level => level.GetProperty("AP").GetDouble()))
        ];
        Assert.Equal(75, scores.Length);
        Assert.Equal(5, corruptions.GetProperty("glass_blur").GetArrayLength());
        JsonElement ap = report.GetProperty("AP");
        Assert.Equal(scores.Average(), ap.GetProperty("mPC").GetDouble(), 1e-9);
        Assert.Equal(
            scores.Average() / ap.GetProperty("clean").GetDouble(), ap.GetProperty("rPC").GetDouble(), 1e-9);

        Detsdk table = Detsdk.Run(evaluate);
        Assert.Contains("jpeg_compression", table.Output, StringComparison.Ordinal);
        Assert.Contains("mPC", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--corruptions", "--degrade", "cctv", "--corruptions goes without")]
    [InlineData("--corruptions", "--export", "d", "--corruptions goes without")]
    [InlineData("--corruptions", "--every", "0", "--every is 0; expected at least 1.")]
    public void What_goes_without_corruptions_is_wrong_use(string option, string other, string value, string reason)
    {
        Detsdk run = Detsdk.Run("evaluate", "--model", "m", "--data", "d", option, other, value);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", "no class mapping")]
    [InlineData("light=bright,light=dog", "mapped twice")]
    public void A_broken_class_map_is_wrong_use(string map, string reason)
    {
        Detsdk run = Detsdk.Run("evaluate", "--model", "m", "--data", "d", "--class-map", map);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_class_and_an_absent_data_set_are_named()
    {
        WriteDataSet();
        string model = WriteModel();
        Detsdk unknown = Detsdk.Run(
            "evaluate", "--model", model, "--data", _folder.File("data"), "--class-map", "purple=dog");
        Assert.Contains("'purple'", Assert.Single(unknown.ErrorLines), StringComparison.Ordinal);
        Detsdk absent = Detsdk.Run("evaluate", "--model", model, "--data", _folder.File("none"));
        Assert.Equal(ExitCode.Failed, absent.ExitCode);
        Assert.Contains(_folder.File("none"), Assert.Single(absent.ErrorLines), StringComparison.Ordinal);
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void A_set_without_boxes_is_refused_with_the_place_where_labels_were_looked_for()
    {
        WriteDataSet();
        Directory.Delete(_folder.File("data/labels"), recursive: true);

        Detsdk run = Detsdk.Run("evaluate", "--model", WriteModel(), "--data", _folder.File("data"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(
            "2 of 2 pictures of split 'val' have no label file", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains(_folder.File("data/labels/val/a.txt"), run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("has no box in 2 images", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_named_and_the_others_are_scored()
    {
        WriteDataSet();
        string json = _folder.Write("gt.json", """
            { "images": [ { "id": 1, "file_name": "a.png", "width": 64, "height": 64 },
                          { "id": 2, "file_name": "gone.png", "width": 64, "height": 64 } ],
              "annotations": [ { "id": 1, "image_id": 1, "category_id": 1, "bbox": [16, 24, 32, 16] } ],
              "categories": [ { "id": 1, "name": "bright" } ] }
            """);
        Detsdk run = Detsdk.Run(
            "evaluate", "--model", WriteModel(), "--data", json, "--images", _folder.File("data/images/val"),
            "--class-map", "light=bright", "--json", "-");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(
            "gone.png: image file not found; left out", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(run.Output).RootElement.GetProperty("AP").GetDouble());
    }

    [Fact]
    public void Many_problems_are_cut_short_and_counted()
    {
        WriteDataSet();
        _folder.Write("data/labels/val/a.txt", string.Concat(Enumerable.Repeat("1 0.5\n", 30)));

        Detsdk run = Detsdk.Run(
            "evaluate", "--model", WriteModel(), "--data", _folder.File("data"), "--class-map", "light=bright");

        Assert.Contains("a.txt:20: '1 0.5' is not a label", run.ErrorLines[19], StringComparison.Ordinal);
        Assert.Equal("detsdk: 10 more of 30 problems not shown.", run.ErrorLines[20]);
    }

    [Fact]
    public void Street_photographs_score_the_same_by_evaluate_and_by_score()
    {
        string street = SharedData.Path("street"), model = SharedData.Model("yolov8n.onnx");
        Detsdk run = Detsdk.Run(
            "evaluate", "--model", model, "--data", street, "--class-map", "motorcycle=motorbike", "--export",
            _folder.Path, "--json", "-");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.InRange(JsonDocument.Parse(run.Output).RootElement.GetProperty("AP50").GetDouble(), 0.7, 0.9);
        Detsdk score = Detsdk.Run(
            "score", "--ground-truth", _folder.File("ground-truth.json"), "--detections",
            _folder.File("detections.json"), "--json", "-");
        Assert.Equal(run.Output, score.Output);

        Detsdk coco = Detsdk.Run(
            "evaluate", "--model", model, "--data", _folder.File("ground-truth.json"), "--images",
            Path.Combine(street, "images", "val"), "--class-map", "motorcycle=motorbike", "--json", "-");
        Assert.Equal(run.Output, coco.Output);
    }

    [Fact]
    public void A_front_end_is_measured_on_the_whole_and_per_image()
    {
        WriteDataSet();
        string recipe = _folder.Write(
            "half.json", """{"effects": [{"type": "downsample", "scale": 2, "methods": ["area"]}]}""");
        Detsdk run = Detsdk.Run(
            "evaluate", "--model", WriteModel(), "--data", _folder.File("data"), "--class-map", "light=bright",
            "--degrade", recipe, "--front-end", "bicubic:2", "--json", _folder.File("scores.json"));

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("(median: front-end)", run.Output, StringComparison.Ordinal);
        Assert.Contains("SSIM 1.0000", run.Output, StringComparison.Ordinal);
        JsonElement scores = JsonDocument.Parse(File.ReadAllText(_folder.File("scores.json"))).RootElement;
        Assert.Equal(0.5, scores.GetProperty("AP").GetDouble(), 1e-9);
        Assert.Equal(2, scores.GetProperty("frontEnd").GetProperty("compared").GetInt32());
        JsonElement[] images = [.. scores.GetProperty("images").EnumerateArray()];
        Assert.Equal([1.0, 0.5], images.Select(i => i.GetProperty("AP50").GetDouble()));
        // The image is flat, so that halving and doubling give it back.
        Assert.All(images, i => Assert.Equal("Infinity", i.GetProperty("psnr").GetString()));
    }

    [Fact]
    public void Enhanced_images_of_another_size_are_not_compared()
    {
        WriteDataSet();
        Detsdk run = Detsdk.Run(
            "evaluate", "--model", WriteModel(), "--data", _folder.File("data"), "--class-map", "light=bright",
            "--front-end", "bicubic:2", "--json", _folder.File("scores.json"));
        Assert.Contains("no PSNR and SSIM", run.Output, StringComparison.Ordinal);
        JsonElement image = JsonDocument.Parse(File.ReadAllText(_folder.File("scores.json")))
            .RootElement.GetProperty("images")[0];
        Assert.Equal(JsonValueKind.Null, image.GetProperty("psnr").ValueKind);
    }

    [Fact]
    public void A_gate_is_learned_and_used()
    {
        WriteDataSet();
        string gate = _folder.File("gate.json"), model = WriteModel();
        Detsdk learned = Detsdk.Run(
            "gate", "--data", _folder.File("data"), "--split", "val", "--model", model, "--class-map", "light=bright",
            "--front-end", "bicubic:2", "--out", gate);
        // The model always answers the same, so that nothing pays.
        Assert.Equal((ExitCode.Success, ""), (learned.ExitCode, learned.Error));
        Assert.Contains("never enhances: 0% of 2 images", learned.Output, StringComparison.Ordinal);

        Detsdk run = Detsdk.Run(
            "evaluate", "--model", model, "--data", _folder.File("data"), "--class-map", "light=bright", "--front-end",
            "bicubic:2", "--gate", gate);
        // The images pass as they are.
        Assert.Contains(
            "PSNR Infinity dB, SSIM 1.0000 against the image of the data set (RGB)", run.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("no PSNR", run.Output, StringComparison.Ordinal);
    }

    private string WriteModel()
    {
        Dictionary<string, string> metadata = new() { ["names"] = "{0: 'dark', 1: 'light'}" };
        return _folder.Write(
            "model.onnx", OnnxStub.Constant([1, 3, 64, 64], [1, 6, 1], [32, 32, 32, 16, 0.1f, 0.8f], metadata));
    }

    // Two images with the box that the model always answers; the second has a dog too.
    private void WriteDataSet()
    {
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(90));
        _folder.Write("data/data.yaml", "train: images/train\nval: images/val\nnames: [dark, bright, dog]\n");
        _folder.Write("data/images/val/a.png", image.ToBytes(".png"));
        _folder.Write("data/images/val/b.png", image.ToBytes(".png"));
        _folder.Write("data/labels/val/a.txt", "1 0.5 0.5 0.5 0.25\n");
        _folder.Write("data/labels/val/b.txt", "1 0.5 0.5 0.5 0.25\n2 0.2 0.2 0.1 0.1\n");
    }
}
