namespace DetectionSdk.Evaluation.Tests.Scoring;

/// <summary>
/// What pycocotools accepts and scores beyond the plain case, with values computed by hand from its rules. One class,
/// one object of 50 x 50 pixels (medium) where a case does not say otherwise.
/// </summary>
public sealed class PycocotoolsCornersTests : IDisposable
{
    private const string Object = """
        { "id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50], "area": 2500, "iscrowd": 0 }
        """;

    private const string Hit = """{ "image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50], "score": 0.5 }""";

    private readonly TemporaryFolder _folder = new();
    private readonly List<DataSetProblem> _problems = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("\"1\"")]
    [InlineData("\"000000000007\"")]
    [InlineData("\"000000000007.jpg\"")]
    [InlineData("\"upload/000000000007.jpg\"")]
    [InlineData("7")]
    public void Results_name_an_image_by_id_or_by_file_name_with_or_without_extension(string imageId) =>
        Assert.Equal(1, Score([Object], [Hit.Replace("\"image_id\": 1", $"\"image_id\": {imageId}")]).AP);

    [Fact]
    public void A_stem_that_two_images_share_names_neither()
    {
        string truth = _folder.Write("gt.json", """
            { "images": [ { "id": 1, "file_name": "x/a.jpg" }, { "id": 2, "file_name": "y/a.jpg" } ],
              "annotations": [], "categories": [ { "id": 1, "name": "car" } ] }
            """);
        string results = _folder.Write("dt.json", $"[{Hit.Replace("\"image_id\": 1", "\"image_id\": \"a\"")}]");

        DataSetException fault = Assert.Throws<DataSetException>(
            () => CocoDetections.Read(results, CocoDataSet.ReadGroundTruth(truth)));

        Assert.Contains("is of image a, which is the name of several images", fault.Message);
    }

    [Fact]
    public void Images_need_no_size_and_no_file_and_may_be_named_outside()
    {
        CocoScores scores = Score([Object], [Hit], image: """{ "id": 1, "file_name": "../../elsewhere/a.jpg" }""");

        Assert.Equal(1, scores.AP);
        Assert.Empty(_problems);
        Assert.Equal(1, Score([Object], [Hit], image: """{ "id": 1 }, { "id": 1 }""").AP);
    }

    [Fact]
    public void A_score_that_is_no_number_ranks_last_and_infinity_first()
    {
        string miss = Hit.Replace("[10, 10, 50, 50]", "[400, 10, 50, 50]");
        string Scored(string detection, string score) => detection.Replace("0.5", score);

        Assert.Equal(1, Score([Object], [Scored(miss, "NaN"), Scored(Hit, "-1e9")]).AP50);
        Assert.Equal(.5, Score([Object], [Scored(Hit, "NaN"), Scored(miss, "-1e9")]).AP50, 1e-12);
        Assert.Equal(.5, Score([Object], [Scored(Hit, "1e30"), Scored(miss, "Infinity")]).AP50, 1e-12);
        Assert.Equal(1, Score([Object], [Scored(Hit, "0"), Scored(miss, "-Infinity")]).AP50);
        Assert.Contains("1 scores are not finite", _problems[^1].Message);
    }

    [Fact]
    public void A_detection_of_negative_area_neither_helps_nor_hurts_and_one_of_two_negative_sides_is_wrong()
    {
        string Sized(string size) => Hit.Replace("[10, 10, 50, 50]", $"[60, 60, {size}]").Replace("0.5", "0.9");

        // Area -2500 lies in no size range, so that the detection is left out while it is unmatched.
        Assert.Equal(1, Score([Object], [Sized("-50, 50"), Hit]).AP50);
        // Area 2500, and no overlap: a false alarm before the hit.
        Assert.Equal(.5, Score([Object], [Sized("-50, -50"), Hit]).AP50, 1e-12);
    }

    [Theory]
    [InlineData("\"bbox\": [200, 200, 50, 50]", "\"bbox\": [200, 200, -50, 50]", .5)]
    [InlineData("\"bbox\": [200, 200, 50, 50]", "\"bbox\": [200, 200, 0, 50]", .5)]
    [InlineData("\"area\": 2500", "\"area\": -1", 1)]
    [InlineData("\"area\": 2500", "\"area\": 1e11", 1)]
    [InlineData("\"iscrowd\": 0", "\"ignore\": 1, \"iscrowd\": 0", .5)]
    [InlineData("\"iscrowd\": 0", "\"ignore\": 0, \"iscrowd\": 1", 1)]
    public void A_second_object_counts_unless_its_area_or_crowd_leaves_it_out(string from, string to, double recall)
    {
        string second = Object.Replace("10, 10, 50, 50", "200, 200, 50, 50").Replace("\"id\": 1", "\"id\": 2")
            .Replace(from, to);

        Assert.Equal(recall, Score([Object, second], [Hit]).AR100);
    }

    [Fact]
    public void An_area_that_is_not_stated_is_that_of_the_box_and_a_missing_flag_is_no_crowd()
    {
        CocoScores scores = Score(
            ["""{ "id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 50, 50] }"""], [Hit]);

        Assert.Equal((1, 1, -1), (scores.AP, scores.APm, scores.APs));
    }

    [Fact]
    public void Images_without_objects_and_detections_there_count_as_false_alarms()
    {
        string elsewhere = Hit.Replace("\"image_id\": 1", "\"image_id\": 2").Replace("0.5", "0.9");

        Assert.Equal(.5, Score([Object], [elsewhere, Hit], image: """{ "id": 1 }, { "id": 2 }""").AP50, 1e-12);
    }

    [Fact]
    public void Detections_of_unknown_categories_are_left_out_and_said()
    {
        string other = Hit.Replace("\"category_id\": 1", "\"category_id\": 5").Replace("0.5", "0.9");

        Assert.Equal(1, Score([Object], [other, Hit]).AP50);
        Assert.Contains("category 5, which the ground truth has not", Assert.Single(_problems).Message);
    }

    [Fact]
    public void Objects_that_are_there_twice_count_twice_and_that_is_said()
    {
        Assert.Equal(.5, Score([Object, Object.Replace("\"id\": 1", "\"id\": 2")], [Hit]).AR100);
        Assert.Contains("1 of 2 boxes of an image are there twice", Assert.Single(_problems).Message);
    }

    [Fact]
    public void Results_that_hold_outlines_are_scored_by_their_bounds() =>
        Assert.Equal(1, Score(
            [Object],
            ["""{ "image_id": 1, "category_id": 1, "segmentation": [[10, 10, 60, 10, 60, 60, 10, 60]], "score": 1 }"""])
            .AP);

    [Fact]
    public void Text_ids_rank_tied_scores_in_the_order_of_their_texts()
    {
        // As texts 10 comes before 9: the false alarm of image "10" ranks first.
        string inNine = Object.Replace("\"image_id\": 1", "\"image_id\": \"9\"");
        string hit = Hit.Replace("\"image_id\": 1", "\"image_id\": \"9\"");
        string falseAlarm = Hit.Replace("\"image_id\": 1", "\"image_id\": \"10\"");

        Assert.Equal(
            .5, Score([inNine], [hit, falseAlarm], image: """{ "id": "9" }, { "id": "10" }""").AP50, 1e-12);
    }

    [Fact]
    public void Category_ids_may_be_names()
    {
        string named = Object.Replace("\"category_id\": 1", "\"category_id\": \"car\"");

        Assert.Equal(1, Score(
            [named], [Hit.Replace("\"category_id\": 1", "\"category_id\": \"car\"")], category: "\"car\"").AP);
    }

    private CocoScores Score(
        string[] objects, string[] detections, string image = """{ "id": 1, "file_name": "upload/000000000007.jpg" }""",
        string category = "1")
    {
        string truth = _folder.Write("gt.json", $$"""
            { "images": [ {{image}} ], "annotations": [ {{string.Join(", ", objects)}} ],
              "categories": [ { "id": {{category}}, "name": "car" }, { "id": 2, "name": "never" } ] }
            """);
        string results = _folder.Write("dt.json", $"[ {string.Join(", ", detections)} ]");
        AnnotatedDataSet groundTruth = CocoDataSet.ReadGroundTruth(truth);
        _problems.Clear();
        _problems.AddRange(groundTruth.Problems);
        return CocoEvaluation.Run(groundTruth, CocoDetections.Read(results, groundTruth, _problems)).Scores;
    }
}
