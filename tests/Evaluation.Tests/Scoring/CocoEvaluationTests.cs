using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class CocoEvaluationTests
{
    private static readonly Rect2d Medium =
        new(10, 10, 50, 50), Far = new(200, 200, 50, 50), Nowhere = new(400, 10, 50, 50);

    [Fact]
    public void Exact_boxes_score_one_and_sizes_without_objects_are_undefined()
    {
        CocoScores scores = Score([Object(Medium)], [Found(Medium, .3)]);

        Assert.Equal(new CocoScores(1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1), scores);
    }

    [Fact]
    public void No_detection_scores_zero_and_no_object_is_undefined()
    {
        Assert.Equal(new CocoScores(0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, -1), Score([Object(Medium)], []));
        Assert.Equal(new CocoScores(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1), Score([], [Found(Medium, .9)]));
    }

    [Fact]
    public void A_false_alarm_between_two_hits_costs_precision_beyond_half_recall()
    {
        CocoScores scores = Score(
            [Object(Medium), Object(Far)], [Found(Medium, .9), Found(Nowhere, .8), Found(Far, .7)]);

        // 51 recall levels, 0 to .5, at precision 1; 50 levels at 2 of 3.
        Assert.Equal((51 + 50 * 2 / 3.0) / 101, scores.AP50, 1e-12);
    }

    [Fact]
    public void An_overlap_of_72_percent_passes_the_five_thresholds_up_to_70()
    {
        CocoScores scores = Score([Object(new(0, 0, 100, 100))], [Found(new(0, 0, 100, 72), .9)]);

        Assert.Equal((.5, 1.0, 0.0), (scores.AP, scores.AP50, scores.AP75));
        Assert.Equal(.5, scores.AR100);
    }

    [Fact]
    public void Of_equal_scores_the_earlier_in_the_list_ranks_first()
    {
        Assert.Equal(1, Score([Object(Medium)], [Found(Medium, .5), Found(Nowhere, .5)]).AP50);
        Assert.Equal(.5, Score([Object(Medium)], [Found(Nowhere, .5), Found(Medium, .5)]).AP50);
    }

    [Fact]
    public void Of_equal_scores_in_two_images_the_lower_image_id_ranks_first()
    {
        AnnotatedImage withObject = Image(7, Object(Medium)), without = Image(3);
        ScoredBox hit = new(0, 0, Medium, .5), falseAlarm = new(1, 0, Nowhere, .5);

        Assert.Equal(
            .5, CocoEvaluation.Run(new AnnotatedDataSet(["a"], [withObject, without]), [hit, falseAlarm]).Scores.AP50);
        Assert.Equal(
            1,
            CocoEvaluation.Run(
                new AnnotatedDataSet(["a"], [withObject with { CocoId = 1 }, without]), [hit, falseAlarm]).Scores.AP50);
    }

    [Fact]
    public void Detections_in_a_crowd_neither_help_nor_hurt()
    {
        Annotation crowd = Object(new(180, 180, 200, 200)) with { Crowd = true };

        CocoScores scores = Score(
            [Object(Medium), crowd], [Found(Far, .99), Found(new(300, 300, 40, 40), .98), Found(Medium, .5)]);

        Assert.Equal((1.0, 1.0), (scores.AP, scores.AR100));
    }

    [Fact]
    public void An_object_is_matched_before_a_crowd_that_overlaps_more()
    {
        Annotation crowd = Object(Medium) with { Crowd = true };
        Annotation shifted = Object(Medium with { X = 15 });

        Assert.Equal(1, Score([crowd, shifted], [Found(Medium, .9)]).AP50);
    }

    [Fact]
    public void The_second_detection_of_an_object_is_a_false_alarm()
    {
        CocoScores scores = Score(
            [Object(Medium), Object(Far)], [Found(Medium, .9), Found(Medium, .8), Found(Far, .7)]);

        Assert.Equal((51 + 50 * 2 / 3.0) / 101, scores.AP50, 1e-12);
    }

    [Fact]
    public void Size_ranges_leave_out_other_objects_and_unmatched_detections_of_other_sizes()
    {
        Rect2d small = new(0, 0, 20, 20), large = new(100, 100, 100, 100);

        CocoScores scores = Score(
            [Object(small), Object(large)], [Found(large with { X = 400 }, .99), Found(small, .5)]);

        Assert.Equal((1.0, -1.0, 0.0), (scores.APs, scores.APm, scores.APl));
        Assert.Equal((1.0, -1.0, 0.0), (scores.ARs, scores.ARm, scores.ARl));
    }

    [Fact]
    public void The_stated_area_decides_the_size_not_the_box()
    {
        CocoScores scores = Score([Object(new(0, 0, 100, 100)) with { Area = 900 }], [Found(new(0, 0, 100, 100), .5)]);

        Assert.Equal((1.0, -1.0, -1.0), (scores.APs, scores.APm, scores.APl));
    }

    [Fact]
    public void One_detection_per_image_recalls_one_of_two_objects()
    {
        CocoScores scores = Score([Object(Medium), Object(Far)], [Found(Medium, .9), Found(Far, .8)]);

        Assert.Equal((.5, 1.0, 1.0), (scores.AR1, scores.AR10, scores.AR100));
    }

    [Fact]
    public void The_101st_detection_of_an_image_does_not_count()
    {
        ScoredBox[] falseAlarms = [.. Enumerable.Range(0, 100).Select(_ => Found(Nowhere, .9))];

        Assert.Equal(0, Score([Object(Medium)], [.. falseAlarms, Found(Medium, .5)]).AR100);
        Assert.Equal(1, Score([Object(Medium)], [.. falseAlarms[1..], Found(Medium, .5)]).AR100);
    }

    [Fact]
    public void The_mean_runs_over_classes_that_have_objects()
    {
        var groundTruth = new AnnotatedDataSet(
            ["found", "missed", "absent"], [Image(1, Object(Medium), Object(Far) with { ClassId = 1 })]);

        CocoEvaluation evaluation = CocoEvaluation.Run(groundTruth, [new(0, 0, Medium, .9), new(0, 2, Nowhere, .9)]);

        Assert.Equal(.5, evaluation.Scores.AP);
        Assert.Equal(
            [new(0, "found", 1, 1, 1, 1, 1), new(1, "missed", 1, 0, 0, 0, 0), new(2, "absent", 0, -1, -1, -1, -1)],
            evaluation.Classes);
    }

    [Fact]
    public void The_curve_has_101_levels_and_ends_where_recall_ends()
    {
        var groundTruth = new AnnotatedDataSet(["a", "absent"], [Image(1, Object(Medium), Object(Far))]);

        CocoEvaluation evaluation = CocoEvaluation.Run(groundTruth, [new(0, 0, Medium, .9), new(0, 0, Nowhere, .8)]);
        PrecisionRecallCurve curve = evaluation.Curve(0);

        Assert.Equal(101, curve.Recall.Count);
        Assert.Equal((.5, 1.0, .9), (curve.Recall[50], curve.Precision[50], curve.Score[50]));
        Assert.Equal((0.0, 0.0), (curve.Precision[51], curve.Score[51]));
        Assert.Empty(evaluation.Curve(1).Recall);
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.Curve(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.Curve(0, .52));
    }

    [Theory]
    [InlineData(1, 0, 10, .5)]
    [InlineData(-1, 0, 10, .5)]
    [InlineData(0, 1, 10, .5)]
    [InlineData(0, 0, double.NaN, .5)]
    [InlineData(0, 0, 10, double.PositiveInfinity)]
    public void A_detection_that_cannot_be_scored_is_refused(int image, int classId, double x, double score)
    {
        var groundTruth = new AnnotatedDataSet(["a"], [Image(1, Object(Medium))]);

        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => CocoEvaluation.Run(groundTruth, [new(image, classId, Medium with { X = x }, score)]));

        Assert.Contains("1 images and 1 classes", fault.Message);
    }

    private static CocoScores Score(Annotation[] objects, ScoredBox[] detections) =>
        CocoEvaluation.Run(new AnnotatedDataSet(["a"], [Image(1, objects)]), detections).Scores;

    private static AnnotatedImage Image(long id, params Annotation[] objects) =>
        new($"/{id}.jpg", $"{id}.jpg", new Size(640, 480), objects) { CocoId = id };

    private static Annotation Object(Rect2d box) => new(box, 0);

    private static ScoredBox Found(Rect2d box, double score) => new(0, 0, box, score);
}
