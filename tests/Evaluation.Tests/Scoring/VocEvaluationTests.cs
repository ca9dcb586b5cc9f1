using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class VocEvaluationTests
{
    private static readonly Rect2d Here =
        new(10, 10, 50, 50), Far = new(200, 200, 50, 50), Nowhere = new(400, 10, 50, 50);

    [Theory]
    [
        InlineData(VocInterpolation.AllPoints, (1 + 2 / 3.0) / 2)
    ]              // recall 0 to .5 at precision 1, .5 to 1 at 2 of 3
    [InlineData(VocInterpolation.ElevenPoints, (6 + 5 * 2 / 3.0) / 11)]      // six levels 0 to .5, five beyond
    public void A_false_alarm_between_two_hits_costs_precision_beyond_half_recall(
        VocInterpolation interpolation, double expected)
    {
        VocEvaluation result = Run(
            [Object(Here), Object(Far)], [Found(Here, .9), Found(Nowhere, .8), Found(Far, .7)],
            new VocOptions { Interpolation = interpolation });

        Assert.Equal(expected, result.MeanAP, 1e-12);
        Assert.Equal([.5, .5, 1], result.Classes[0].Curve.Recall);
        Assert.Equal([1, .5, 2 / 3.0], result.Classes[0].Curve.Precision);
        Assert.Equal([.9, .8, .7], result.Classes[0].Curve.Score);
    }

    [Fact]
    public void A_difficult_object_is_neither_found_nor_missed()
    {
        VocEvaluation result = Run(
            [Object(Here), Object(Far) with { Difficult = true }], [Found(Far, .9), Found(Far, .8), Found(Here, .7)]);

        Assert.Equal((1.0, 1), (result.MeanAP, result.Classes[0].Objects));
        Assert.Single(result.Classes[0].Curve.Recall);
    }

    [Fact]
    public void The_second_detection_of_an_object_is_a_false_alarm_even_where_another_object_is_free()
    {
        Rect2d neighbour = Here with { X = 25 };   // overlaps Here by 35 of 65 columns: over half

        VocEvaluation result = Run(
            [Object(Here), Object(neighbour)], [Found(Here, .9), Found(Here, .8)],
            new VocOptions { Iou = .5, InclusivePixels = false });

        Assert.Equal([1, .5], result.Classes[0].Curve.Precision);
    }

    [Fact]
    public void Inclusive_pixels_make_boxes_one_pixel_larger()
    {
        // Corners 0..9 and 0..4: 5 of 10 columns with inclusive pixels, 4 of 9 without.
        Annotation[] objects = [Object(new(0, 0, 9, 9))];
        ScoredBox[] detections = [Found(new(0, 0, 4, 9), .9)];

        Assert.Equal(1, Run(objects, detections).MeanAP);
        Assert.Equal(0, Run(objects, detections, new VocOptions { InclusivePixels = false }).MeanAP);
    }

    [Fact]
    public void A_class_without_objects_is_undefined_and_not_in_the_mean()
    {
        var groundTruth = new AnnotatedDataSet(["a", "absent"], [Image(Object(Here))]);

        VocEvaluation result = VocEvaluation.Run(groundTruth, [Found(Here, .9), new(0, 1, Far, .9)]);

        Assert.Equal((1.0, -1.0), (result.MeanAP, result.Classes[1].AP));
        Assert.Equal(-1, Run([], [Found(Here, .9)]).MeanAP);
        Assert.Equal(0, Run([Object(Here)], []).MeanAP);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void An_iou_outside_its_range_is_refused(double iou)
    {
        ArgumentOutOfRangeException fault = Assert.Throws<ArgumentOutOfRangeException>(
            () => Run([], [], new VocOptions { Iou = iou }));

        Assert.StartsWith("VocOptions.Iou must be in (0, 1].", fault.Message);
    }

    private static VocEvaluation Run(Annotation[] objects, ScoredBox[] detections, VocOptions? options = null) =>
        VocEvaluation.Run(new AnnotatedDataSet(["a"], [Image(objects)]), detections, options);

    private static AnnotatedImage Image(params Annotation[] objects) =>
        new("/a.jpg", "a.jpg", new Size(640, 480), objects);

    private static Annotation Object(Rect2d box) => new(box, 0);

    private static ScoredBox Found(Rect2d box, double score) => new(0, 0, box, score);
}
