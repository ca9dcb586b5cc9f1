using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Scoring;

public sealed class ConfusionMatrixTests
{
    private const int Cat = 0, Dog = 1, Background = 2;

    private static readonly AnnotatedDataSet Truth = new(
        ["cat", "dog"],
        [
            new AnnotatedImage(
                "a.png", "a.png", new Size(1000, 1000),
                [At(Cat, 0), At(Cat, 200), At(Dog, 400), At(Dog, 600), At(Cat, 800) with { Crowd = true }]),
        ]);

    [Fact]
    public void Every_object_and_every_sure_detection_is_counted_once()
    {
        ConfusionMatrix matrix = ConfusionMatrix.Run(
            Truth,
            [
                Found(Cat, 0, .9), Found(Cat, 0, .8), // right, and once more
                Found(Cat, 400, .7), // on a dog
                Found(Dog, 640, .6), // 60 of 140: too far beside
                Found(Cat, 200, .2), // not sure
                Found(Cat, 800, .9), // in a crowd
            ],
            confidence: 0.5);

        Assert.Equal(Background, matrix.Background);
        Assert.Equal([1, 0, 1], Row(matrix, Cat));
        Assert.Equal([1, 0, 1], Row(matrix, Dog));
        Assert.Equal([1, 1, 0], Row(matrix, Background));
    }

    [Fact]
    public void The_closest_pairs_belong_together_whatever_their_class()
    {
        ConfusionMatrix matrix = ConfusionMatrix.Run(
            Truth, [Found(Cat, 410, .9), Found(Dog, 405, .6)], confidence: 0.5);

        Assert.Equal([0, 1, 1], Row(matrix, Dog));
        Assert.Equal(1, matrix[Background, Cat]);
    }

    [Fact]
    public void The_cases_of_a_cell_say_which_object_and_which_detection()
    {
        ConfusionMatrix matrix = ConfusionMatrix.Run(
            Truth, [Found(Cat, 0, .9), Found(Cat, 400, .7), Found(Dog, 900, .6)], confidence: 0.5);

        Assert.Equal([new Confusion(0, At(Dog, 400), Found(Cat, 400, .7), 1)], matrix.Cases(Dog, Cat));
        Assert.Equal([new Confusion(0, null, Found(Dog, 900, .6), 0)], matrix.Cases(Background, Dog));
        Assert.Equal([new Confusion(0, At(Dog, 600), null, 0)], matrix.Cases(Dog, Background));
        Assert.Empty(matrix.Cases(Cat, Dog));
    }

    private static int[] Row(ConfusionMatrix matrix, int actual) =>
        [.. Enumerable.Range(0, 3).Select(found => matrix[actual, found])];

    private static Annotation At(int classId, double x) => new(new Rect2d(x, 0, 100, 100), classId);

    private static ScoredBox Found(int classId, double x, double score) =>
        new(0, classId, new Rect2d(x, 0, 100, 100), score);
}
