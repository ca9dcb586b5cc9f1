using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class ConfidenceCurveTests
{
    private const int Cat = 0, Dog = 1;

    private static readonly AnnotatedDataSet Truth = new(
        ["cat", "dog"],
        [
            new AnnotatedImage("a.png", "a.png", new Size(1000, 1000), [At(Cat, 0), At(Cat, 200)]),
            new AnnotatedImage("b.png", "b.png", new Size(1000, 1000), [At(Dog, 0)]),
        ]);

    private static readonly ScoredBox[] Detections =
    [
        new(0, Cat, At(Cat, 0).Box, .8), new(0, Cat, At(Cat, 600).Box, .6), new(1, Dog, At(Dog, 0).Box, .5),
        new(1, Cat, At(Cat, 0).Box, .3),
    ];

    [Theory]
    [InlineData(0, 2, 2)]
    [InlineData(30, 2, 2)]
    [InlineData(31, 2, 1)]
    [InlineData(50, 2, 1)]
    [InlineData(55, 1, 1)]
    [InlineData(80, 1, 0)]
    [InlineData(81, 0, 0)]
    public void Each_point_counts_what_is_at_least_so_sure(int level, int found, int wrong) => Assert.Equal(
        new ConfidencePoint(level / 100.0, found, wrong, 3), ConfidenceCurve.Run(Truth, Detections).Points[level]);

    [Fact]
    public void The_best_score_is_the_lowest_of_the_highest_F1()
    {
        ConfidencePoint best = ConfidenceCurve.Run(Truth, Detections).Best;
        Assert.Equal(0.31, best.Confidence);
        Assert.Equal((2 / 3.0, 2 / 3.0, 2 / 3.0), (best.Precision, best.Recall, best.F1));
    }

    [Fact]
    public void A_class_has_a_curve_of_its_own()
    {
        ConfidenceCurve dogs = ConfidenceCurve.Run(Truth, Detections, Dog);
        Assert.Equal(new ConfidencePoint(0, 1, 0, 1), dogs.Points[0]);
        Assert.Equal((0, 1, 0), (dogs.Best.Confidence, dogs.Best.F1, dogs.Points[51].Recall));
    }

    [Fact]
    public void Nothing_found_is_precise_and_finds_nothing()
    {
        ConfidencePoint best = ConfidenceCurve.Run(Truth, []).Best;
        Assert.Equal((0, 1, 0, 0), (best.Confidence, best.Precision, best.Recall, best.F1));
    }

    private static Annotation At(int classId, double x) => new(new Rect2d(x, 0, 100, 100), classId);
}
