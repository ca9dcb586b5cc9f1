using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

/// <summary>Boxes are squares of 100 pixels; one that is moved by half its side has an IoU of 1/3.</summary>
public sealed class ErrorAnalysisTests
{
    private const int Cat = 0, Dog = 1;

    private static readonly Annotation[] Objects =
    [
        At(Cat, 0, 0), At(Cat, 200, 0), At(Cat, 0, 500), At(Cat, 0, 700), At(Dog, 400, 0), At(Dog, 600, 0),
    ];

    /// <summary>
    /// Cats: right, twice, half beside, on a dog, on nothing, half beside a dog, right. One dog is found, one cat is
    /// near no detection.
    /// </summary>
    private static readonly ScoredBox[] Detections =
    [
        Found(Cat, 0, 0, .9), Found(Cat, 0, 0, .8), Found(Cat, 250, 0, .7), Found(Cat, 400, 0, .6),
        Found(Cat, 800, 800, .5), Found(Cat, 650, 0, .4), Found(Cat, 0, 700, .3), Found(Dog, 600, 0, .95),
    ];

    private static readonly ErrorAnalysis Six = Analyse(Objects, Detections);

    [Fact]
    public void Each_of_the_six_kinds_is_told_apart()
    {
        Assert.Equal(
            [
                (ErrorKind.Duplicate, .8), (ErrorKind.Localization, .7), (ErrorKind.Classification, .6),
                (ErrorKind.Background, .5), (ErrorKind.Both, .4), (ErrorKind.Missed, null),
            ],
            Six.Errors.Select(error => (error.Kind, error.Detection?.Score)));
        Assert.Equal(Objects[2], Six.Errors[^1].Annotation);
        Assert.Equal(
            [Objects[0], Objects[1], Objects[4], null, null],
            Six.Errors.SkipLast(1).Select(error => error.Annotation));
        Assert.All(Enum.GetValues<ErrorKind>(), kind => Assert.Equal(1, Six.CountOf(kind)));
    }

    // Cats: 26 levels of recall, up to 1/4, at precision 1, and 25, up to 1/2, at 2/7. Dogs: 51 levels, up to 1/2.
    [Fact]
    public void The_precision_is_that_of_TIDE() => Assert.Equal((26 + 25 * 2 / 7.0 + 51) / 202, Six.AP50, 1e-12);

    // Mended, the cats' last precision is 2/6 where a wrong one is dropped. A better place makes it 26 levels at 1, 25
    // at 2/3 and 25 at 3/7; the right class finds the second dog, so that all 101 levels of dogs are at 1. Without the
    // missed cat there are 34 levels, up to 1/3, at 1, and 33 at 2/7.
    [Theory]
    [InlineData(ErrorKind.Duplicate, 25 * 2 / 6.0 - 25 * 2 / 7.0)]
    [InlineData(ErrorKind.Background, 25 * 2 / 6.0 - 25 * 2 / 7.0)]
    [InlineData(ErrorKind.Both, 25 * 2 / 6.0 - 25 * 2 / 7.0)]
    [InlineData(ErrorKind.Localization, 25 * 2 / 3.0 + 25 * 3 / 7.0 - 25 * 2 / 7.0)]
    [InlineData(ErrorKind.Classification, 25 * 2 / 6.0 - 25 * 2 / 7.0 + 101 - 51)]
    [InlineData(ErrorKind.Missed, 34 + 33 * 2 / 7.0 - 26 - 25 * 2 / 7.0)]
    public void Each_kind_costs_what_mending_it_alone_would_give(ErrorKind kind, double levels) =>
        Assert.Equal(levels / 202, Six.LossOf(kind), 1e-12);

    // All right ones first: 51 levels of cats at 1. Without what was not found, of two cats 51 levels at 1 and 50 at
    // 2/7, and all of the only dog.
    [Fact]
    public void False_positives_and_false_negatives_cost_what_mending_them_all_would_give()
    {
        Assert.Equal((51 - 26 - 25 * 2 / 7.0) / 202, Six.FalsePositiveLoss, 1e-12);
        Assert.Equal((51 + 50 * 2 / 7.0 + 101 - 26 - 25 * 2 / 7.0 - 51) / 202, Six.FalseNegativeLoss, 1e-12);
    }

    [Fact]
    public void Of_two_that_claim_an_object_the_surer_one_is_mended_and_the_other_dropped()
    {
        ErrorAnalysis analysis = Analyse([At(Cat, 200, 0)], [Found(Cat, 250, 0, .9), Found(Cat, 150, 0, .8)]);

        Assert.Equal([ErrorKind.Localization, ErrorKind.Localization], analysis.Errors.Select(error => error.Kind));
        Assert.Equal((0, 1), (analysis.AP50, analysis.LossOf(ErrorKind.Localization)));
    }

    [Fact]
    public void A_place_beside_its_class_counts_before_the_class_of_its_place()
    {
        ErrorAnalysis analysis = Analyse([At(Cat, 0, 0), At(Dog, 50, 0)], [Found(Cat, 50, 0, .9)]);

        Assert.Equal(
            [ErrorKind.Localization, ErrorKind.Missed], analysis.Errors.Select(error => error.Kind));
        Assert.Equal(Dog, analysis.Errors[1].Annotation!.ClassId);
    }

    [Fact]
    public void A_place_beside_an_object_that_is_found_is_not_mended()
    {
        ErrorAnalysis analysis = Analyse(
            [At(Cat, 0, 0), At(Cat, 500, 500)],
            [Found(Cat, 0, 0, .9), Found(Cat, 50, 0, .8), Found(Cat, 500, 500, .7)]);

        // 51 levels at 1 and 50 at 2/3; without the second detection all are at 1
        Assert.Equal(ErrorKind.Localization, Assert.Single(analysis.Errors).Kind);
        Assert.Equal(50 / 3.0 / 101, analysis.LossOf(ErrorKind.Localization), 1e-12);
    }

    [Fact]
    public void Crowds_and_what_lies_in_them_do_not_count()
    {
        ErrorAnalysis analysis = Analyse(
            [At(Cat, 0, 0), At(Cat, 300, 300) with { Crowd = true }],
            [Found(Cat, 0, 0, .9), Found(Cat, 310, 310, .99), Found(Dog, 300, 300, .5)]);

        Assert.Equal((ErrorKind.Background, Dog), (Assert.Single(analysis.Errors).Kind, Dog));
        Assert.Equal(0.5, analysis.AP50); // cats 1; dogs, of which there are none, 0
    }

    [Fact]
    public void Images_without_objects_have_background_only_and_nothing_at_all_loses_nothing()
    {
        Assert.Equal(ErrorKind.Background, Assert.Single(Analyse([], [Found(Cat, 0, 0, .9)]).Errors).Kind);
        ErrorAnalysis nothing = Analyse([], []);
        Assert.Equal((0, 0, 0), (nothing.AP50, nothing.FalseNegativeLoss, nothing.LossOf(ErrorKind.Missed)));
    }

    [Fact]
    public void A_detection_of_no_image_is_refused() => Assert.Throws<ArgumentException>(
        () => Analyse([], [Found(Cat, 0, 0, .9) with { ImageIndex = 1 }]));

    private static ErrorAnalysis Analyse(Annotation[] objects, ScoredBox[] detections) => ErrorAnalysis.Run(
        new AnnotatedDataSet(["cat", "dog"], [new AnnotatedImage("a.png", "a.png", new Size(1000, 1000), objects)]),
        detections);

    private static Annotation At(int classId, double x, double y) => new(new Rect2d(x, y, 100, 100), classId);

    private static ScoredBox Found(int classId, double x, double y, double score) =>
        new(0, classId, new Rect2d(x, y, 100, 100), score);
}
