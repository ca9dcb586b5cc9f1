using DetectionSdk.Tests;

namespace DetectionSdk.Studies.Tests;

public sealed class StudyFolderTests : IDisposable
{
    private const string Twelve =
        """
        "AP": 0.3, "AP50": 0.5, "AP75": 0.2, "APs": -1, "APm": 0.1, "APl": 0.4,
        "AR1": 0.1, "AR10": 0.2, "AR100": 0.3, "ARs": -1, "ARm": 0.5, "ARl": 0.6
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Folders_name_arm_and_seed_and_the_file_names_condition_and_copy()
    {
        _folder.Write("fidelity/2/coco-d@1.json", $"{{{Twelve}}}");

        StudyScore score = Assert.Single(StudyFolder.Read(_folder.Path));

        Assert.Equal(("fidelity", "2", "coco-d", "1"), (score.Arm, score.Seed, score.Condition, score.Copy));
        Assert.Equal((0.3, 0.5, -1, 0.6), (score.Coco.AP, score.Coco.AP50, score.Coco.APs, score.Coco.ARl));
        Assert.Null(score.FrontEnd);
        Assert.Empty(score.Images);
    }

    [Fact]
    public void Front_end_and_images_are_read_as_evaluate_writes_them()
    {
        _folder.Write(
            "a/1/x4.json",
            $$"""
            {
              {{Twelve}},
              "frontEnd": {
                "milliseconds": 12.5, "detectorMilliseconds": 20, "compared": 1, "psnr": 24.5, "ssim": null },
              "images": [
                { "name": "a.jpg", "AP": 0.25, "AP50": 1, "psnr": "Infinity", "ssim": "NaN", "milliseconds": 1 },
                { "name": "b.jpg", "AP": -1, "AP50": -1, "psnr": null, "ssim": null, "milliseconds": 1 }
              ]
            }
            """);

        StudyScore score = Assert.Single(StudyFolder.Read(_folder.Path));

        Assert.Equal(new FrontEndScore(12.5, 20, 24.5, null), score.FrontEnd);
        Assert.Equal(
            [
                new ImageScore("a.jpg", 0.25, 1, double.PositiveInfinity, double.NaN),
                new ImageScore("b.jpg", -1, -1)
            ],
            score.Images);
    }

    [Fact]
    public void Files_come_in_the_order_of_their_paths()
    {
        foreach (string name in (string[])["b/1/x.json", "a/2/x.json", "a/1/y.json"])
            _folder.Write(name, $"{{{Twelve}}}");

        Assert.Equal(
            ["a/1/y", "a/2/x", "b/1/x"],
            StudyFolder.Read(_folder.Path).Select(score => $"{score.Arm}/{score.Seed}/{score.Condition}"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("""{ "AP": 0.3 }""")]
    [InlineData("""{ "AP": "high" }""")]
    public void A_broken_file_is_named(string content)
    {
        string path = _folder.Write("a/1/x4.json", content);

        Assert.StartsWith(
            $"'{path}' cannot be read: ",
            Assert.Throws<StudyException>(() => StudyFolder.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_a_name_is_refused()
    {
        string path = _folder.Write("a/1/x4.json", $$"""{ {{Twelve}}, "images": [ { "AP": 1, "AP50": 1 } ] }""");

        Assert.Contains(
            path, Assert.Throws<StudyException>(() => StudyFolder.Read(_folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_lies_elsewhere_is_refused()
    {
        string path = _folder.Write("a/x4.json", $"{{{Twelve}}}");

        Assert.Equal(
            $"'{path}' is no file of a study; expected ARM/SEED/CONDITION.json in '{_folder.Path}'.",
            Assert.Throws<StudyException>(() => StudyFolder.Read(_folder.Path)).Message);
    }

    [Fact]
    public void A_folder_without_scores_and_no_folder_are_refused()
    {
        Assert.Equal(
            $"'{_folder.Path}' holds no ARM/SEED/CONDITION.json.",
            Assert.Throws<StudyException>(() => StudyFolder.Read(_folder.Path)).Message);
        Assert.Equal(
            $"'{_folder.File("none")}' is no folder; expected one of a study.",
            Assert.Throws<StudyException>(() => StudyFolder.Read(_folder.File("none"))).Message);
    }

    public void Dispose() => _folder.Dispose();
}
