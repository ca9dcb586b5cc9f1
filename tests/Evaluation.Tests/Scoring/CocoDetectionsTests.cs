using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class CocoDetectionsTests : IDisposable
{
    private static readonly AnnotatedDataSet GroundTruth = new(
        ["car"], [new("/a.jpg", "a.jpg", new Size(100, 80), []) { CocoId = 1 }]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_object_with_annotations_is_read_like_the_array_in_it()
    {
        const string Array =
            """[{ "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5, "area": 12 }]""";

        ScoredBox[] expected = [new(0, 0, new Rect2d(1, 2, 3, 4), .5)];
        Assert.Equal(expected, CocoDetections.Read(_folder.Write("array.json", "\n " + Array), GroundTruth));
        string wrapped = _folder.Write("object.json", $$"""{ "images": [], "annotations": {{Array}} }""");
        Assert.Equal(expected, CocoDetections.Read(wrapped, GroundTruth));
    }

    [Fact]
    public void Category_ids_that_do_not_tell_the_classes_apart_are_refused()
    {
        AnnotatedDataSet ambiguous = GroundTruth with { ClassNames = ["car", "bus"], CategoryIds = [1, 1] };

        Assert.Throws<ArgumentException>(
            () => CocoDetections.Write([], ambiguous, Path.Combine(_folder.Root, "dt.json")));
    }

    [Theory]
    [InlineData(
        """[{ "image_id": 9, "category_id": 1, "bbox": [1, 1, 2, 2], "score": 0.5 }]""",
        "detection [0] is of image 9, which the ground truth has not")]
    [InlineData("""[{ "category_id": 1, "bbox": [1, 1, 2, 2], "score": 0.5 }]""", "detection [0] is of image ")]
    [InlineData("[null]", "detection [0] is of image ")]
    [InlineData("""[{ "image_id": 1, "score": "high" }]""", "broken at '$[0].score'")]
    [InlineData("""[{ "image_id": 1,""", "dt.json:1: broken at")]
    [InlineData("""{ "detections": [] }""", "is an object without 'annotations'")]
    [InlineData("", "broken at '$'")]
    public void A_broken_results_json_is_refused(string json, string message)
    {
        string path = _folder.Write("dt.json", json);

        DataSetException fault = Assert.Throws<DataSetException>(() => CocoDetections.Read(path, GroundTruth));

        Assert.Equal(path, fault.File);
        Assert.Contains(message, fault.Message);
    }

    [Theory]
    [InlineData(
        """{ "image_id": 1, "category_id": 4, "bbox": [1, 1, 2, 2], "score": 0.5 }""",
        "category 4, which the ground truth has not")]
    [InlineData(
        """{ "image_id": 1, "category_id": 1, "bbox": [1, 1, 2], "score": 0.5 }""",
        "no 'bbox' of four finite numbers")]
    [InlineData(
        """{ "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 1e999], "score": 0.5 }""",
        "no 'bbox' of four finite numbers")]
    [InlineData("""{ "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2] }""", "has no 'score', expected a number")]
    public void A_bad_detection_is_dropped_and_reported(string detection, string message)
    {
        var problems = new List<DataSetProblem>();

        Assert.Empty(CocoDetections.Read(_folder.Write("dt.json", $"[{detection}]"), GroundTruth, problems));
        Assert.Contains(message, Assert.Single(problems).Message);
    }
}
